"""The double on its own: ``python -m tests.google_double --port 0 --token T``."""

import argparse
import sys

from tests.google_double.server import Double


def main() -> None:
    """Serve until interrupted; the address is the first line that is printed."""
    parser = argparse.ArgumentParser(prog="python -m tests.google_double", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default="", help="an access token that is always valid")
    asked = parser.parse_args()
    double = Double(port=asked.port, token=asked.token)
    sys.stdout.write(f"{double.url}\ntoken: {double.token}\n")
    sys.stdout.flush()
    try:
        double.serve_forever()
    except KeyboardInterrupt:
        double.server_close()


if __name__ == "__main__":
    main()
