"""A real WordPress with the plugin, and the ways into it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import xmlrpc.client
from pathlib import Path
from typing import Any

import httpx

from ..conftest import ROOT

INSTALL = ROOT / "integrations" / "wordpress" / "install.sh"
NAMED = "Saw Mrs Ngozi Okafor again this morning about her hip."
NAME = "Ngozi Okafor"
CLEAN = "We are open on Saturdays in December."

#: What a site's own theme or plugins may add: another type with the classic editor, and another public status.
_MORE = """<?php
add_action( 'init', function () {
    register_post_type( 'leaflet', array( 'public' => true, 'label' => 'Leaflets', 'supports' => array( 'title', 'editor', 'excerpt' ) ) );
    register_post_status( 'archived', array( 'public' => true, 'label' => 'Archived' ) );
    register_post_meta( 'post', 'summary_line', array( 'single' => true, 'type' => 'string', 'show_in_rest' => true ) );
} );
add_filter( 'pre_wp_mail', '__return_true' );
add_filter( 'user_can_richedit', '__return_false' );
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """The site in ``folder``; ``token`` is what it shows to the service at ``service``."""

    def __init__(self, folder: Path, service: str, token: str) -> None:
        self.folder = folder
        self.service = service
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ, "POSTLINT_URL": service, "POSTLINT_TOKEN": token,
            "POSTLINT_SITE": str(folder), "POSTLINT_SITE_PORT": str(self.port),
        }  # fmt: skip
        self._passwords: dict[str, str] = {}

    def start(self) -> None:
        """Install and serve it."""
        subprocess.run([INSTALL, "start", self.folder, str(self.port)], env=self.environment, check=True, timeout=180)
        more = self.folder / "site/wp-content/mu-plugins"
        more.mkdir()
        (more / "more.php").write_text(_MORE, encoding="utf-8")

    def stop(self) -> None:
        """End what was started."""
        subprocess.run([INSTALL, "stop", self.folder], check=True, timeout=60)

    def php(self, code: str, *, user: str = "", defines: str = "", **given: object) -> Any:
        """What a script returns that loads WordPress, as the command line does; ``given`` are its variables."""
        variables = "".join(f"${name} = json_decode({_quoted(json.dumps(value))}, true);" for name, value in given.items())
        who = f"wp_set_current_user(get_user_by('login', {_quoted(user)})->ID);" if user else ""
        script = f"{defines} require getenv('POSTLINT_SITE') . '/site/wp-load.php'; {who}"
        script += f"$answer = (function () {{ {variables} {code} }})();"
        script += 'echo "\\n<<<", json_encode($answer);'
        ran = subprocess.run(
            ["php", "-d", "display_errors=stderr", "-r", script],
            env=self.environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        _, found, answer = ran.stdout.rpartition("\n<<<")
        assert found, ran.stdout + ran.stderr
        return json.loads(answer)

    def insert(self, status: str = "publish", *, content: str = CLEAN, title: str = "A note", **more: object) -> int:
        """A post by way of wp_insert_post."""
        row = {"post_status": status, "post_content": content, "post_title": title, **more}
        return int(self.php("return wp_insert_post(wp_slash($row));", row=row))

    def row(self, post: int) -> dict[str, Any]:
        """What is stored of a post."""
        return dict(self.php("return get_post($post, ARRAY_A);", post=post))

    def status(self, post: int) -> str:
        """Its status."""
        return str(self.row(post)["post_status"])

    def is_seen(self, words: str) -> bool:
        """Whether a reader who is nobody in particular finds the words: on the front page, in the feed, in the API."""
        places = ("/", "/feed/", "/wp-json/wp/v2/posts?per_page=100")
        return any(words in httpx.get(self.url + place, follow_redirects=True, timeout=60).text for place in places)

    def set(self, **settings: object) -> None:
        """Change settings."""
        self.php("update_option('postlint', array_merge(Postlint_Settings::all(), $settings));", settings=settings)

    def rest(self, user: str = "editor") -> httpx.Client:
        """The REST API, for a program with an application password."""
        if user not in self._passwords:
            code = """return WP_Application_Passwords::create_new_application_password(
                get_user_by('login', $login)->ID, array('name' => 'a program'))[0];"""
            self._passwords[user] = str(self.php(code, login=user))
        return httpx.Client(base_url=self.url + "/wp-json", auth=(user, self._passwords[user]), timeout=60)

    def xmlrpc(self) -> xmlrpc.client.ServerProxy:
        """XML-RPC."""
        return xmlrpc.client.ServerProxy(self.url + "/xmlrpc.php")

    def cron(self) -> None:
        """What is due, done as a visitor's request would."""
        httpx.get(self.url + "/wp-cron.php", timeout=60).raise_for_status()

    def logs(self) -> str:
        """Everything that the site has written into logs."""
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self.folder.glob("*.log"))

    def settle(self) -> None:
        """As it was: every post is gone, and the settings are those of the beginning."""
        code = """global $wpdb;
            foreach (get_posts(array('post_type' => 'any', 'post_status' => array_keys(get_post_stati()), 'numberposts' => -1, 'fields' => 'ids')) as $id) wp_delete_post($id, true);
            foreach (get_users() as $user) delete_user_meta($user->ID, '_postlint_to_tell');
            update_option('postlint', array('url' => $url));"""
        self.php(code, url=self.service)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def held(response: httpx.Response) -> dict[str, Any]:
    """The refusal in an answer of the REST API."""
    said = response.json()
    assert said.get("code") == "postlint_held", said
    return dict(said)

