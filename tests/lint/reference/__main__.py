"""`make docs`: write docs/reference."""

from __future__ import annotations

import os

from tests import clone as cloning
from tests.lint.reference import FOLDER, pages


def main() -> None:
    """Deploy a clone, and write every page that differs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with cloning.test_server() as values:
        template = cloning.ensure_template(values)
        with cloning.clone(values, template, f"docs_{os.getpid()}") as database:
            for path, text in pages(database).items():
                if not path.exists() or path.read_text() != text:
                    path.write_text(text)
                    print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
