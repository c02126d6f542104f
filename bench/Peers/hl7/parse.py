"""parse.py FILE SECONDS: messages a line each; prints how many bytes a second python3-hl7 parses."""

import sys
import time

import hl7

with open(sys.argv[1], encoding="latin-1", newline="\n") as file:
    messages = [line for line in file.read().split("\n") if line]
started = time.perf_counter()
until = started + float(sys.argv[2])
count = size = 0
while time.perf_counter() < until:
    text = messages[count % len(messages)]
    message = hl7.parse(text)
    if not str(message.segment("PID")[3]):
        raise SystemExit("no identifier")
    count += 1
    size += len(text)
print(size / (time.perf_counter() - started))
