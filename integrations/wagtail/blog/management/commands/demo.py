"""`manage.py demo`: the site with its pages and users, and a server on this machine."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import BaseCommand
from wagtail.models import Page, Site

from blog.models import BlogPage, HomePage

PASSWORD = "harbour"  # noqa: S105 (a demo on loopback)
CLEAN = "<p>On 14 November the clinic is open to all for free blood sugar checks. Come in, you need no appointment.</p>"
DRAFT = (
    "<p>Saw Mrs Ngozi Okafor again this morning. She is a lighthouse keeper, and her hip has healed.</p>"
    "<p>Thank you to our physiotherapists.</p>"
)


class Command(BaseCommand):
    """Make the demo site if it is not there, and serve it."""

    help = "Make the demo site (once) and serve it on 127.0.0.1."

    def add_arguments(self, parser: Any) -> None:
        """The port, and whether to serve at all."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-server", action="store_true")

    def handle(self, *args: Any, port: int, no_server: bool, **options: Any) -> None:
        """Make and serve."""
        call_command("migrate", verbosity=0)
        if not HomePage.objects.exists():
            make_site(port)
        self.stdout.write(f"http://127.0.0.1:{port}/admin/  users: editor, moderator, lead; password: {PASSWORD}")
        self.stdout.write("editor writes, moderator publishes, lead may publish in spite of findings (and is admin)")
        if not no_server:
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, verbosity=0)


def make_site(port: int) -> None:
    """A home page, a live post, a draft that may not be published, and three users."""
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Harbour Clinic", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", port=port, root_page=home, is_default_site=True)
    home.add_child(instance=BlogPage(title="World Diabetes Day", lead=CLEAN))
    draft = home.add_child(instance=BlogPage(title="A good week", lead=DRAFT, live=False))
    draft.save_revision()
    for name, group in (("editor", "Editors"), ("moderator", "Moderators")):
        user = User.objects.create_user(name, f"{name}@example.org", PASSWORD)
        user.groups.add(Group.objects.get(name=group))
    User.objects.create_superuser("lead", "lead@example.org", PASSWORD)
