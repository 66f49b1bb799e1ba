#include "url_shapes.h"

#include <stddef.h>

const struct url_shape url_shapes[URL_SHAPES] = {
    {"short", "https://example.org/", "https://example.org/", "https://example.org/"},
    {"page", "https://www.example.com/docs/guide/getting-started.html",
     "https://www.example.com/docs/guide/getting-started.html",
     "https://www.example.com/docs/guide/getting-started.html"},
    {"deep-path",
     "https://static.example.com/shop/2024/06/assets/js/vendor/charts/esm/core/axis/index.min.js",
     "https://static.example.com/shop/2024/06/assets/js/vendor/charts/esm/core/axis/index.min.js",
     "https://static.example.com/shop/2024/06/assets/js/vendor/charts/esm/core/axis/index.min.js"},
    {"long-query",
     "https://shop.example.com/search?q=garden+chair&category=outdoor&colour=green&price_min=20"
     "&price_max=150&sort=price&page=3&utm_source=newsletter&utm_medium=email&utm_campaign=spring",
     "https://shop.example.com/search?q=garden+chair&category=outdoor&colour=green&price_min=20"
     "&price_max=150&sort=price&page=3&utm_source=newsletter&utm_medium=email&utm_campaign=spring",
     "https://shop.example.com/search?q=garden+chair&category=outdoor&colour=green&price_min=20"
     "&price_max=150&sort=price&page=3&utm_source=newsletter&utm_medium=email&utm_campaign=spring"},
    {"url-in-query",
     "https://login.example.com/authorize?client_id=web&redirect_uri=https%3A%2F%2Fapp.example.com"
     "%2Fcallback&state=8b1f",
     "https://login.example.com/authorize?client_id=web&redirect_uri=https%3A%2F%2Fapp.example.com"
     "%2Fcallback&state=8b1f",
     "https://login.example.com/authorize?client_id=web&redirect_uri=https%3A%2F%2Fapp.example.com"
     "%2Fcallback&state=8b1f"},
    {"fragment", "https://docs.example.io/manual/install.html#from-source",
     "https://docs.example.io/manual/install.html#from-source",
     "https://docs.example.io/manual/install.html#from-source"},
    {"default-port", "https://api.example.net:443/v2/orders/31415",
     "https://api.example.net/v2/orders/31415", "https://api.example.net/v2/orders/31415"},
    {"credentials", "https://anna:bl%75e@intranet.example.com:8443/reports/",
     "https://anna:bl%75e@intranet.example.com:8443/reports/",
     "https://anna:blue@intranet.example.com:8443/reports/"},
    {"ipv6", "http://[2001:db8:0:0:0:0:0:7]:8080/status", "http://[2001:db8::7]:8080/status",
     "http://[2001:db8:0:0:0:0:0:7]:8080/status"},
    {"ipv4-spelling", "http://0xC0.0250.513/admin", "http://192.168.2.1/admin",
     "http://0xc0.0250.513/admin"},
    {"upper-case", "HTTPS://WWW.Example.COM/Index.HTML", "https://www.example.com/Index.HTML",
     "https://www.example.com/Index.HTML"},
    {"dot-segments", "https://www.example.com/a/b/../c/./d/../../index.html",
     "https://www.example.com/a/index.html", "https://www.example.com/a/index.html"},
    {"escaped-dots", "https://cdn.example.com/img/%2e%2e/css/%2E/site.css",
     "https://cdn.example.com/css/site.css", "https://cdn.example.com/css/site.css"},
    {"escapes", "https://de.example.org/wiki/Stra%C3%9Fe_%28Lied%29?price=%e2%82%ac%20100",
     "https://de.example.org/wiki/Stra%C3%9Fe_%28Lied%29?price=%e2%82%ac%20100",
     "https://de.example.org/wiki/Stra%C3%9Fe_%28Lied%29?price=%E2%82%AC%20100"},
    {"to-escape", "https://www.example.com/my files/report (final).pdf?note=for \"all\"",
     "https://www.example.com/my%20files/report%20(final).pdf?note=for%20%22all%22", NULL},
    {"non-ascii",
     "https://ja.example.org/\xE5\x9C\xB0\xE5\x9B\xB3/\xE9\xA7\x85?\xE5\x87\xBA=\xE8\xA5\xBF",
     "https://ja.example.org/%E5%9C%B0%E5%9B%B3/%E9%A7%85?%E5%87%BA=%E8%A5%BF", NULL},
};
