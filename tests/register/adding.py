"""A program that adds reports to a register, to be killed: ``python -m register.adding ADDRESS FIRST COUNT``.

Prints a line for each report that it has been told is kept.
"""

import sys

from register.reports import incident, invented
from sijill.register import Register


def main() -> None:
    address, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with Register.open(address, create=True) as register:
        print("open", flush=True)
        reports = [invented(n) for n in range(first, first + count)]
        for report in reports:
            register.keep(report.capture, report.text, report.reading, by=f"adder {first}")
            print(report.text.id, flush=True)
        linked = [incident(register.mint_incident(r.key), [r]) for r in reports]
        if first == 0:
            register.save_incidents([i for i, _ in linked], [s for _, s in linked], by="linker 1")


if __name__ == "__main__":
    main()
