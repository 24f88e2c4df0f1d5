"""Makes the samples that the package ships anew: `make samples`."""

import shutil

from sampai.main.sampling import write_sample
from sampai.packs.indonesia.sampler import SHIPPED, SHIPPED_ELECTION, shipped_samples


def main() -> None:
    for name, folder in shipped_samples().items():
        shutil.rmtree(folder, ignore_errors=True)
        write_sample(SHIPPED[name], election=SHIPPED_ELECTION, seed=0, out=folder)
        print(f"{sum(file.stat().st_size for file in folder.iterdir()):>10,} {folder.name}")


if __name__ == "__main__":
    main()
