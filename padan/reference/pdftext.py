"""The text of a PDF, its columns as printed: read in a process of its own, under limits, that may die without harm.

``python -m padan.reference.pdftext PATH MEMORY SECONDS`` writes one JSON line per page.
"""

import json
import resource
import sys

DIED_OF_MEMORY = 3
MOST_PAGES = 1500


def main(path: str, memory: str, seconds: str) -> int:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    try:
        return _read(path)
    except (MemoryError, RecursionError):
        return DIED_OF_MEMORY


def _read(path: str) -> int:
    import logging

    from pypdf import PdfReader  # under the limits, like everything it does
    from pypdf.errors import PyPdfError

    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            sys.stdout.write('{"error": "encrypted"}\n')
            return 0
        for page in reader.pages[:MOST_PAGES]:
            sys.stdout.write(json.dumps(page.extract_text(extraction_mode="layout")) + "\n")
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError):
        sys.stdout.write('{"error": "broken"}\n')
        return 0
    sys.stdout.write('{"end": true}\n')
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
