"""The judge of files that strangers bring: a process of its own, under limits, that may die without harm.

``python -m padan.agreements.pdf.child MEMORY SECONDS`` reads a question (one line of JSON) and the file from its input,
and writes the verdict's facts as JSON.
"""

import json
import resource
import sys


def main(memory: str, seconds: str) -> int:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    from padan.agreements.pdf.judging import judge  # under the limits, like everything it loads

    question = json.loads(sys.stdin.buffer.readline())
    verdict = judge(sys.stdin.buffer.read(), question)
    sys.stdout.write(json.dumps(verdict.as_json()))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
