// Makes requests with OkHttp as its users do, redirects followed by the client itself.
//
// Reads and writes what JsonLines of harness/clients/runner.py says: a case a line, an outcome a line. How long
// a case may take is for the harness to say.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Dns;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

public final class Client {
    /** As much of JSON as the harness writes; no number is in it. */
    private static final class Json {
        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        private char next() {
            while (Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.charAt(at);
        }

        private boolean takes(char wanted) {
            if (next() != wanted) {
                return false;
            }
            at++;
            return true;
        }

        private void must(char wanted) {
            if (!takes(wanted)) {
                throw new IllegalArgumentException("no JSON at " + at + ": " + text);
            }
        }

        /** A String, Boolean, List or Map; null for null. */
        Object value() {
            switch (next()) {
                case '"':
                    return string();
                case '[':
                    return list();
                case '{':
                    return map();
                default:
                    return word();
            }
        }

        private Object word() {
            for (String word : new String[] {"null", "true", "false"}) {
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return word.equals("null") ? null : Boolean.valueOf(word);
                }
            }
            throw new IllegalArgumentException("no JSON at " + at + ": " + text);
        }

        private List<Object> list() {
            List<Object> list = new ArrayList<>();
            must('[');
            if (takes(']')) {
                return list;
            }
            do {
                list.add(value());
            } while (takes(','));
            must(']');
            return list;
        }

        private Map<String, Object> map() {
            Map<String, Object> map = new HashMap<>();
            must('{');
            if (takes('}')) {
                return map;
            }
            do {
                next();
                String name = string();
                must(':');
                map.put(name, value());
            } while (takes(','));
            must('}');
            return map;
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            must('"');
            while (text.charAt(at) != '"') {
                char unit = text.charAt(at++);
                string.append(unit == '\\' ? escaped() : unit);
            }
            at++;
            return string.toString();
        }

        private char escaped() {
            char kind = text.charAt(at++);
            if (kind == 'u') {
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            int index = "bfnrt".indexOf(kind);
            return index < 0 ? kind : "\b\f\n\r\t".charAt(index);
        }

        static String quoted(String text) {
            if (text == null) {
                return "null";
            }
            StringBuilder quoted = new StringBuilder("\"");
            for (char unit : text.toCharArray()) {
                if (unit == '"' || unit == '\\' || unit < ' ' || unit > '~') {
                    quoted.append(String.format("\\u%04x", (int) unit));
                } else {
                    quoted.append(unit);
                }
            }
            return quoted.append('"').toString();
        }
    }

    /** A body that can be written once. This OkHttp has no way to be told so beforehand. */
    private static final class Once extends RequestBody {
        private byte[] bytes;

        Once(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public MediaType contentType() {
            return null;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            if (bytes == null) {
                throw new IOException("this body was written before");
            }
            sink.write(bytes);
            bytes = null;
        }
    }

    private static RequestBody bodyOf(Map<?, ?> asked) {
        String text = (String) asked.get("body");
        if (text == null) {
            // The builder asks for a body with these methods, if an empty one.
            return List.of("POST", "PUT", "PATCH", "PROPPATCH", "REPORT").contains(asked.get("method"))
                    ? RequestBody.create(null, new byte[0])
                    : null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return (Boolean) asked.get("stream") ? new Once(bytes) : RequestBody.create(null, bytes);
    }

    private static Request made(Map<?, ?> asked) {
        Request.Builder builder = new Request.Builder()
                .url((String) asked.get("url"))
                .method((String) asked.get("method"), bodyOf(asked));
        for (Object field : (List<?>) asked.get("fields")) {
            List<?> pair = (List<?>) field;
            builder.addHeader((String) pair.get(0), (String) pair.get(1));
        }
        return builder.build();
    }

    private static String outcome(Integer status, String url, String error) {
        return "{\"status\": " + status + ", \"url\": " + Json.quoted(url) + ", \"error\": "
                + Json.quoted(error) + "}";
    }

    private static String ask(OkHttpClient client, Map<?, ?> asked) {
        try (Response response = client.newCall(made(asked)).execute()) {
            response.body().bytes();
            return outcome(response.code(), response.request().url().toString(), null);
        } catch (IOException | IllegalArgumentException error) {
            return outcome(null, null, error.toString());
        } finally {
            client.connectionPool().evictAll(); // a connection of one case is not another's
        }
    }

    private static Dns dns(Map<?, ?> hosts) {
        return name -> {
            boolean isAddress = name.contains(":") || name.matches("[0-9.]+");
            Object address = isAddress ? name : hosts.get(name);
            if (address == null) {
                throw new UnknownHostException(name + " is no name of a case");
            }
            return Collections.singletonList(InetAddress.getByName((String) address));
        };
    }

    public static void main(String[] arguments) throws IOException {
        Map<?, ?> hosts = (Map<?, ?>) new Json(System.getenv("CAROM_CLIENTS_HOSTS")).value();
        OkHttpClient client = new OkHttpClient.Builder()
                .dns(dns(hosts))
                .proxy(Proxy.NO_PROXY)
                .readTimeout(0, TimeUnit.SECONDS)
                .build();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream answers = new PrintStream(System.out, true, "UTF-8");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println(ask(client, (Map<?, ?>) new Json(line).value()));
        }
        System.exit(0); // the client's threads would hold on for a minute
    }
}
