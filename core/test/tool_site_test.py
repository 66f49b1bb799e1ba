#!/usr/bin/python3
"""The realistic rules file: what it answers, and that no rule of it is dead."""
import json
import re
import shlex

from tool_support import SITE, ToolTest, main

WWW = "https://www.example.com"

# method, URL below WWW, status, Location or None, and the action when it is not a redirect
EXPECTED = [
    # short links
    ("GET", "/go/demo", 302, "https://demo.example.com/start?source=go"),
    ("GET", "/go/demo/", 302, "https://demo.example.com/start?source=go"),
    ("GET", "/go/meetup/kyoto", 302, "https://meet.example.org/kyoto"),
    ("GET", "/go/meetup/oslo", 302, "https://meet.example.org/find?near=oslo"),
    ("GET", "/go/meetup/new york", 302, "https://meet.example.org/find?near=new%20york"),
    ("GET", "/go/spring24/qr", 302, "https://links.example.com/qr/spring24"),
    ("POST", "/q/x7Yz", 307, "https://links.example.com/x7Yz"),
    ("GET", "/go/status?from=mail", 302, "https://status.example.com/?from=mail"),
    # blog
    ("GET", "/blog/2015/01/15/the-quiet-dashboard.html", 301, "/blog/quiet-dashboard"),
    ("GET", "/blog/2019/06/04/caf%c3%a9-talk.html", 301, "/blog/cafe-talk"),
    ("GET", "/blog/2019/06/04/café-talk.html", 301, "/blog/cafe-talk"),
    ("GET", "/blog/2020/02/02/palindromes", 301, "/blog/palindromes"),
    ("GET", "/blog/2016/03", 301, "/blog/archive?year=2016&month=03"),
    ("GET", "/blog/post/112", 301, "/blog/remote-first"),
    ("GET", "/blog/post/999", 302, "/blog/archive?post=999"),
    ("GET", "/blog/author/yuki", 301, "/blog/people/yuki-tanabe"),
    ("GET", "/blog/author/nobody", 301, "/blog/people/nobody"),
    ("GET", "/blog/feed?format=atom", 308, "/feeds/blog.xml?format=atom"),
    ("GET", "/blog/2013/anything/at/all", 410, None, "refuse"),
    ("GET", "/weblog/backpressure", 301, "/blog/backpressure"),
    # documentation
    ("GET", "/docs", 302, "/docs/v4/"),
    ("GET", "/docs/latest/keel/check?x=1", 302, "/docs/v4/keel/check?x=1"),
    ("GET", "/docs/v4/config/storage", 301, "/docs/v4/reference/configuration#storage"),
    ("GET", "/docs/v2/queries.html", 301, "/docs/v3/query-language"),
    ("GET", "/docs/v2/some/page.html", 301, "https://archive.example.com/docs/v2/some/page.html"),
    ("GET", "/docs/v0/anything", 410, None, "refuse"),
    ("GET", "/docs/v3/search", 302, "/docs/search?version=v3"),
    ("GET", "/wiki/Talk:Roadmap", 410, None, "refuse"),
    ("GET", "/wiki/Alerts", 302, "/docs/search?q=Alerts"),
    ("GET", "/schema/keel/3", 301, "/schemas/keel/3.json"),
    # languages
    ("GET", "/de/über-uns", 301, "/de/company"),
    ("GET", "/de/%C3%BCber-uns", 301, "/de/company"),
    ("GET", "/fr/soci%c3%a9t%c3%a9/%c3%a9quipe", 301, "/fr/company/team"),
    ("GET", "/ja/料金", 301, "/ja/pricing"),
    ("GET", "/ja/ブログ/夏", 301, "/ja/blog/%E5%A4%8F"),
    ("GET", "/be/nl/prijzen", 302, "/nl/prijzen"),
    ("GET", "/be/tarifs", 302, "/fr/tarifs"),
    ("GET", "/en//evil.example/", 301, "/evil.example/"),
    # API: the method is kept, and decides
    ("POST", "/api/v1/ingest", 307, "https://ingest.example.com/v2/points"),
    ("GET", "/api/v1/ingest", 403, None, "refuse"),
    ("PUT", "/api/v1/ingest/cpu", 307, "https://ingest.example.com/v2/streams/cpu"),
    ("DELETE", "/api/v1/users/7", 308, "https://accounts.example.com/api/users/7"),
    ("POST", "/api/v1/query", 307, "https://api.example.com/v2/query"),
    ("GET", "/api/v1/query?q=up", 308, "https://api.example.com/v2/query?q=up"),
    ("POST", "/api/v1/export/csv", 303, "https://api.example.com/v2/export?format=csv"),
    ("POST", "/login", 303, "https://accounts.example.com/sign-in"),
    ("GET", "/login", 302, "https://accounts.example.com/sign-in"),
    ("GET", "/newsletter/confirm?token=a%26b", 303, "https://news.example.com/confirm/a%26b"),
    # downloads
    ("GET", "/download/keel", 302, "https://dl.example.com/keel/2.1.4/keel-linux-amd64"),
    ("GET", "/download/beacon/2.7.0/beacon.deb", 307,
     "https://dl.example.com/beacon/2.7.0/beacon.deb"),
    ("GET", "/apt/dists/stable/Release", 308,
     "https://packages.example.com/apt/dists/stable/Release"),
    # shop: the query decides
    ("GET", "/product?id=1002", 301, "/products/beacon"),
    ("GET", "/product?utm=x&id=77", 301, "https://shop.example.com/items/77"),
    ("GET", "/product?id=77&lang=fr", 301, "https://shop.example.com/fr/items/77"),
    ("GET", "/product?id=1009", 410, None, "refuse"),
    ("GET", "/product", 302, "/products"),
    ("POST", "/shop/cart.php?item=5&action=add", 307, "https://shop.example.com/cart/add/5"),
    ("GET", "/index.php?page=imprint", 301, "/imprint"),
    ("GET", "/index.html", 301, "/"),
    # company, refusals, the application
    ("GET", "/events/2022/rebound", 302, "/events/rebound-2022"),
    ("GET", "/reviews/competitor-study", 451, None, "refuse"),
    ("GET", "/internal/wiki", 403, None, "refuse"),
    ("POST", "/staging/form", 403, None, "refuse"),
    ("GET", "/staging/form", 307, "https://staging.example.com/form"),
    ("GET", "/wp-admin/setup.php", 404, None, "refuse"),
    ("GET", "/app/boards/7", 200, "/app/index.html", "rewrite"),
    ("GET", "/no/such/page", 404, "/404.html", "refuse"),
]


def read_rules():
    """The rules, read again in a simple way: (line, path, pairs, methods)."""
    for number, line in enumerate(SITE.read_text(encoding="utf-8").splitlines(), 1):
        line = line.split(" #")[0].strip()
        if not line or line.startswith("#"):
            continue
        tokens = shlex.split(line)
        pairs = [t for t in tokens[1:] if "=" in t and re.fullmatch(r"[a-z]+=[:\w]+", t)]
        methods = next((t[7:].split(",") for t in tokens if t.startswith("Method=")), ["GET"])
        yield number, tokens[0], pairs, methods


def sample(pattern):
    """A path that the pattern matches, of words that no other rule names."""
    path = re.sub(r"/:(\w+)", r"/some-\1", pattern)
    return re.sub(r"/\*$", "/some/rest", path)


class SiteTest(ToolTest):
    def ask_site(self, requests):
        lines = [{"method": method, "url": WWW + path} for method, path in requests]
        return self.ask(lines, "--rules", str(SITE))

    def test_nothing_is_said_of_the_file_but_that_it_leaves_captures_out(self):
        result = self.carom("check", "--json", str(SITE))
        self.assertEqual(result.code, 0)
        report = result.json()
        self.assertEqual({error["kind"] for error in report["errors"]}, {"unused_capture"})
        self.assertEqual(report["rules"], len(list(read_rules())))
        self.assertGreaterEqual(report["rules"], 250)

    def test_each_request_gets_the_answer_of_the_table(self):
        answers = self.ask_site([row[:2] for row in EXPECTED])
        for row, answer in zip(EXPECTED, answers):
            method, path, status, location = row[:4]
            action = row[4] if len(row) > 4 else "redirect"
            with self.subTest(f"{method} {path}"):
                self.assertTrue(answer["ok"])
                self.assertEqual((answer["action"], answer["status"], answer["location"]),
                                 (action, status, location))

    def test_the_table_has_at_least_forty_rows_and_none_twice(self):
        keys = [row[:2] for row in EXPECTED]
        self.assertGreaterEqual(len(keys), 40)
        self.assertEqual(len(set(keys)), len(keys))

    def test_every_rule_answers_the_request_it_was_written_for(self):
        cases = []
        for line, path, pairs, methods in read_rules():
            query = "&".join(re.sub(r"=:(\w+)", r"=some-\1", pair) for pair in pairs)
            url = sample(path) + ("?" + query if query else "")
            cases += [(line, method, url) for method in methods]
        answers = self.ask_site([case[1:] for case in cases])
        for (line, method, url), answer in zip(cases, answers):
            with self.subTest(f"line {line}: {method} {url}"):
                self.assertEqual(answer["rule"], line)

    def test_no_rule_is_written_twice(self):
        seen = {}
        for line, path, pairs, methods in read_rules():
            for method in methods:
                key = (path.rstrip("/") or "/", tuple(sorted(pairs)), method)
                self.assertNotIn(key, seen, f"line {line} repeats line {seen.get(key)}")
                seen[key] = line

    def test_no_redirect_of_the_file_leads_in_a_circle(self):
        open_paths = {sample(path): [line] for line, path, pairs, _ in read_rules() if not pairs}
        for _ in range(5):
            answers = self.ask_site([("GET", path) for path in open_paths])
            following = {}
            for (path, lines), answer in zip(open_paths.items(), answers):
                target = answer["location"]
                if answer["action"] == "redirect" and target.startswith("/"):
                    following[target] = lines + [path]
            open_paths = following
        self.assertEqual(open_paths, {}, "still redirected after five hops")

    def test_the_image_of_the_file_answers_like_the_file(self):
        self.assertEqual(self.carom("compile", str(SITE), "-o", "site.image").code, 0)
        lines = [{"method": row[0], "url": WWW + row[1]} for row in EXPECTED]
        self.assertEqual(self.ask(lines, "--rules", "site.image"),
                         self.ask(lines, "--rules", str(SITE)))

    def test_the_mirrors_of_a_download_are_listed_in_the_note(self):
        answer = self.ask_site([("GET", "/download/lantern.tar.gz")])[0]
        self.assertEqual(answer["status"], 302)
        self.assertIn(["Cache-Control", "max-age=3600"], answer["headers"])
        for host in ("dl.example.com", "mirror.example.net", "mirror.example.org"):
            self.assertIn(f'<a href="https://{host}/lantern/4.2.1/lantern-4.2.1.tar.gz">',
                          answer["body"])

    def test_public_reasons_are_told_and_others_kept(self):
        told, kept = self.ask_site([("GET", "/reports/region-7/q3"), ("GET", "/internal/x")])
        self.assertEqual((told["status"], kept["status"]), (451, 403))
        self.assertIn("Withheld in your region", told["body"])
        self.assertNotIn("internal", json.dumps(kept["body"]))


if __name__ == "__main__":
    main()
