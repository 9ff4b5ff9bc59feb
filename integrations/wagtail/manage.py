"""The demo site's commands: `python integrations/wagtail/manage.py demo` makes it and serves it on this machine."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinicsite.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
