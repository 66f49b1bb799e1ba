// Makes requests with Go's net/http as its users do, redirects followed by the client itself.
//
// Reads and writes what JsonLines of harness/clients/runner.py says: a case a line, an outcome a line. How long
// a case may take is for the harness to say.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
)

type request struct {
	Method string      `json:"method"`
	URL    string      `json:"url"`
	Fields [][2]string `json:"fields"`
	Body   *string     `json:"body"`
	Stream bool        `json:"stream"`
}

type outcome struct {
	Status *int    `json:"status"`
	URL    *string `json:"url"`
	Error  *string `json:"error"`
}

// A reader that net/http does not know how to read twice.
type once struct{ io.Reader }

// The transport that a client has by default, but for the names, and without a proxy.
func transport(hosts map[string]string) *http.Transport {
	dialer := &net.Dialer{}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			if known, ok := hosts[strings.ToLower(host)]; ok {
				address = net.JoinHostPort(known, port)
			} else if net.ParseIP(host) == nil {
				// What the machine's resolver would say of it is no matter of the client's.
				return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
			}
			return dialer.DialContext(ctx, network, address)
		},
	}
}

func made(asked request) (*http.Request, error) {
	var body io.Reader
	if asked.Body != nil {
		body = bytes.NewReader([]byte(*asked.Body))
		if asked.Stream {
			body = once{body}
		}
	}
	made, err := http.NewRequest(asked.Method, asked.URL, body)
	if err != nil {
		return nil, err
	}
	for _, field := range asked.Fields {
		if strings.EqualFold(field[0], "Host") {
			made.Host = field[1] // net/http sends no Host from the header
		} else {
			made.Header.Add(field[0], field[1])
		}
	}
	return made, nil
}

func failed(err error) outcome {
	text := err.Error()
	return outcome{Error: &text}
}

func ask(client *http.Client, asked request) outcome {
	request, err := made(asked)
	if err != nil {
		return failed(err)
	}
	response, err := client.Do(request)
	if err != nil {
		// There may be a response beside it, whose body is closed: the one that was not followed.
		return failed(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return failed(err)
	}
	last := response.Request.URL.String()
	return outcome{Status: &response.StatusCode, URL: &last}
}

func run() error {
	hosts := map[string]string{}
	if err := json.Unmarshal([]byte(os.Getenv("CAROM_CLIENTS_HOSTS")), &hosts); err != nil {
		return err
	}
	client := &http.Client{Transport: transport(hosts)}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return err
		}
		if err := answers.Encode(ask(client, asked)); err != nil {
			return err
		}
		client.CloseIdleConnections() // a connection of one case is not another's
	}
	return lines.Err()
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
