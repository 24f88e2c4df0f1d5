"""Seal numbers as people type them, and how one is taken for another."""

SEPARATORS = str.maketrans("", "", " .-/_")


def same_number(typed: str) -> str:
    """A number in one form: capitals, without blanks, dots and dashes."""
    return typed.upper().translate(SEPARATORS)


def is_one_slip(one: str, other: str) -> bool:
    """Whether one wrong, swapped, lost or doubled character makes the one of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    unlike = [at for at in range(len(one)) if one[at] != other[at]]
    swapped = len(unlike) == 2 and unlike[1] == unlike[0] + 1
    return len(unlike) == 1 or (
        swapped and one[unlike[0]] == other[unlike[1]] and one[unlike[1]] == other[unlike[0]]
    )
