"""Names of people within a free text such as *Karim Weber, privacy officer*."""

from __future__ import annotations

SHORTEST, LONGEST = 4, 80
READ = 500  # characters of the text


def names_in(words: str) -> list[str]:
    """Every run of whole words that may be somebody's name, so that a directory can be asked for these alone."""
    text = words[:READ]
    starts = [i for i, letter in enumerate(text) if not letter.isspace() and (i == 0 or not text[i - 1].isalnum())]
    ends = [
        i for i in range(1, len(text) + 1) if not text[i - 1].isspace() and (i == len(text) or not text[i].isalnum())
    ]
    return sorted({text[start:end] for start in starts for end in ends if SHORTEST <= end - start <= LONGEST})
