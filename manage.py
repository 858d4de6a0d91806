#!/usr/bin/env python
"""The portal's commands, in a clone of the repository."""

from gitops_portal.command_line import main

if __name__ == "__main__":
    main()
