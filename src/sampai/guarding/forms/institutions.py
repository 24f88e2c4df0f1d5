"""The column that names an institution."""

from sampai.kernel.table.sheet import Column, Kind

INSTITUTION = Column(
    key="institution",
    header_id="Lembaga",
    header_en="Institution",
    kind=Kind.CHOICE,
    help_id="Lembaga: polri, tni, linmas, satpol-pp, kpu, bawaslu, pemda, bpbd, bmkg, pers, atau lain.",
    help_en=(
        "Institution: polri (police), tni (army), linmas, satpol-pp, kpu, bawaslu, pemda, pers (press) ..."
    ),
    aliases=("instansi", "institusi"),
    required=True,
    choices={
        "polri": ("polisi", "kepolisian", "police", "polres", "polsek"),
        "tni": ("army", "tentara", "kodim", "koramil"),
        "linmas": ("satlinmas", "perlindungan masyarakat", "civil guard"),
        "satpol-pp": ("satpol pp", "pol pp"),
        "kpu": ("commission",),
        "bawaslu": ("supervisor", "panwascam"),
        "pemda": ("pemerintah daerah", "pemkab", "pemkot", "local government"),
        "bpbd": ("bnpb",),
        "bmkg": (),
        "pers": ("press", "media"),
        "lain": ("lainnya", "other"),
    },
    example="polri",
)
