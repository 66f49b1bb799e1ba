"""What generated rules and requests are made of: few usual words, so that they meet, and many odd ones."""

WORDS = ("a", "b", "c", "ab", "en")
ODD_WORDS = ("A", "é", "%C3%A9", "%41", "%2F", "%2f", "x.y", "a+b", "..", ".", "(a)", "a-b", "[a]", "a|b",
             "foo*bar", "x-:a", ":", "%", "%zz", "a&b", "a=b", "$", "a,b", "~", "\\", "!", "@", "a;b",
             "1&b", "1+b", "😀")
# What only a request's path has.
PATH_WORDS = (*ODD_WORDS, ":a", ":b", ":splat", "a b", "\"", "<", "%0D%0A", "{", "^", "`", "a'b")
ODD_SEGMENTS = ("**", ":", ":a*", "::", "a*b", "*a", ":é", "***")
NAMES = ("a", "b", "ab", "x", "splat", "id", "a-b", "x.y")
ODD_TARGET_SEGMENTS = ("*", ":", "::", "%zz", "é", "\"", "{a}", "a|b", "%", "", "\\")

KEYS = ("q", "id", "z")
ODD_KEYS = ("a.b", "a*", "", "é", "Q", "a%20b", "(", "q[]", "__proto__", "a&b", "$")
ASKED_KEYS = (*KEYS, "x", "", "é", "axb", "a.b", "Q")
VALUES = ("1", "2", "a", "b")
ODD_VALUES = ("", "a%20b", "a+b", "%31", "%2B", "%2b", "é", "%C3%A9", "%c3%a9", "a%26b", "a=b", "%3D", "%",
              "%4", "%zz", "a/b", "a%2Fb", ":a", ":b", "%3Aa", "a;b", "*", "%00", "%0D%0A", "-_.~!*'()",
              "a?b", "%ff", "\"")
CAPTURED = (":a", ":id", ":x", ":b", ":splat", ":", ":a-b")

REDIRECTS = ("301", "302", "303", "307", "308")
STATUSES = (*REDIRECTS, "200", "200", "404", "403", "406", "410", "451")
ELSEWHERE = (*REDIRECTS, "200", "200", "200")  # of a target on another site
ODD_STATUSES = ("0", "999", "300", "304", "500", "201", "299", "401", "100", "301abc", "0x12d", "+301",
                "3e2", "-1", "30x", "302!x", "302!!", "abc", "!", "!301", "/x", "99999999999")

SCHEMES = ("https", "https", "http")
HOSTS = ("h.example", "o.example", "h.example:8443")
ODD_HOSTS = ("H.Example", "h.example:443", "h.example:80", "127.0.0.1", "127.1", "[::1]", "h_x.example")
# Of which no request reaches the rules.
UNASKED_HOSTS = ("*", "*.example", "u:p@h.example", "bücher.example", ":a.example", "", "h.example:99999",
                 "h..example")
ASKED_HOSTS = (*HOSTS, "H.example", "h.example:443", "h.example:80", "127.0.0.1")
TARGET_HOSTS = ("H.example", "h.example:443", "hxexample")

COUNTRIES = ("us", "US", "de", "at", "")
LANGUAGES = ("en", "EN", "de", "en-GB", "en-gb", "de-AT", "zh-Hant", "zh-Hant-TW", "e", "*", "")
ACCEPTED = ("en", "EN", "de", "en-GB", "en-gb-x", "de-AT", "zh-Hant", "zh-Hant-TW", "eng", "e", "*", "",
            "de, en;q=0.9", "de;q=0.2, en", "en;q=0, de", "*, en", "*;q=1, de;q=0.5", "en;q=2, de;q=0.1",
            "en-GB;q=0.8, en;q=0.8", "en;q=0.001,de;q=0.0019", "en ; q=0.3 , de;q=0.3", "en;level=1, de")
COOKIES = ("c", "d", "C", "nf_jwt", "")
COOKIE_FIELDS = ("", "c=1", "d=1", "C=1", "c=1; d=2", "x=c", "c=", "c=; c=1", "c", "d=2;c=1", "c=\"1\"",
                 "cc=1")
ODD_CONDITIONS = ("Role=x", "role=x", "Foo=1", "Foo=1 Foo", "Foo", "Country", "Role", "COUNTRY=us", "=1",
                  "Country=us=de", "Method=GET", "Language=en,,de", "Cookie=c=1", "Country=us,")

SIGNATURES = ("Sign=s", "signed=s", "Sign=", "Sign=s Sign", "signed=s Sign=t", "__proto__=1")

SPACES = (" ", " ", " ", " ", "\t", "  ", " \t ", "\u00a0", "\u3000", "\v", "\f", "\r", "\ufeff", "\u2028")
ENDINGS = ("# note", "#note", "/x", "#", "x#")
ODD_LINES = (
    "", "  ", "# note", " # /a /b", "#/a /b", "/a", "/a b", "/a 301", "/a/* 301", "/a http:x", "/a https:/x",
    "/a HTTP://x/y", "/a ?x", "a /b", "* /b/:splat", "/a # /b", "/a /b /c", "/.netlify/a /b",
    "/.netlifyx /b", "/a /.netlify/b 200", "/a x=1 301 /b", "/a b c /c", "/a /b !", "/a /b 302 x",
    "HTTPS://h.example/a /b", "/a/* 200 /b", "/a 200 /b", "https://h.example/a/* 200", "/a =/b",
    "/a x=/b /c", "/a 1=a /b", "/a /b\0", "/a /b\x01", "/a /b\u200b", "/a https://", "/a //", "/a /",
    "/a //h.example/b", "/a /\\h.example/b", "https:///a /b", "http://h.example /b",
    "https://h.example?x /b", "https://h.example#f /b", "/a https://u:p@h.example/b",
    "/a https://h.example:99999/", "/a https://h..example/", "/a https://127.1/", "/a /b Country=us",
    "/a /b 301 Country", "/a /b 301 Country=us Country", "/a /b 301 Sign=s",
    "".join(f"/:n{number}" for number in range(32)) + " /b/:n1/:n31",
    "".join(f"/:n{number}" for number in range(33)) + " /b/:n1/:n32",
    "/*" * 32 + " /b/:splat", "/*" * 33 + " /b/:splat",
    "/a " + " ".join(f"k{number}=:n{number}" for number in range(16)) + " /b/:n1",
    "/a " + " ".join(f"k{number}=:n{number}" for number in range(17)) + " /b/:n1",
)
