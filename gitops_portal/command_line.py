"""A line typed by a person in, a command run: what `gitops-portal` and `manage.py` are."""

from __future__ import annotations

import gc
import os
import sys

from gitops_portal import __version__


def main() -> None:
    """Run the command that stands in `sys.argv`. Exits with 1 and a sentence when the configuration is wrong."""
    if sys.argv[1:] in (["--version"], ["version"]):  # Django would tell its own
        sys.stdout.write(f"gitops-portal {__version__}\n")
    elif sys.argv[1:2] == ["evaluate"]:
        _evaluate(sys.argv[2:])
    else:
        _manage(sys.argv)


def _evaluate(words: list[str]) -> None:
    """Without Django, which takes longer to start than most plans to evaluate."""
    gc.disable()  # what is made stays until the end: modules, a plan and its report
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # msgspec takes `typing` then: 8 ms less
    from gitops_portal import environment
    from gitops_portal.commands import evaluation

    environment.read_file()
    code = evaluation.main(words, environment.prices_dir())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # all is told: to take a large plan apart again, object by object, would take a third of the time


def _manage(words: list[str]) -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gitops_portal.settings")
    try:
        execute_from_command_line(words)
    except ImproperlyConfigured as wrong:  # the operator's to correct: a sentence, no traceback
        sys.exit(str(wrong))
