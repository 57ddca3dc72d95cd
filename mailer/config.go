package mailer

import (
	"crypto/tls"
	"errors"
	"net"
	"net/mail"
	"net/url"
	"strconv"
)

// Security says how a connection to the server is protected.
type Security int

const (
	// StartTLS demands the STARTTLS command (RFC 3207) and a valid certificate.
	StartTLS Security = iota
	// ImplicitTLS speaks TLS from the first byte (RFC 8314).
	ImplicitTLS
	// Loopback takes STARTTLS where it is offered, whatever the certificate:
	// nobody stands between a machine and itself.
	Loopback
)

// Server is where letters are handed in.
type Server struct {
	Host           string
	Port           int
	User, Password string
	Security       Security
}

// Config is what a Mailer needs to know.
type Config struct {
	Server Server
	// From sends, DiscreetFrom sends discreet letters.
	From, DiscreetFrom mail.Address
	// BounceDomain, when set, makes the envelope sender bounce+ID@BounceDomain,
	// where ID is the message's.
	BounceDomain string
	// HelloName is what the machine calls itself to the server; "" is the
	// domain of From.
	HelloName string
	// Connections is how many may be open at once; 0 is 16.
	Connections int
	// TLS holds roots of trust other than the machine's; nil for those.
	TLS *tls.Config
}

// connections is the default of Config.Connections.
const connections = 16

// ParseURL reads a server's address: "smtp://[user:pass@]host[:port]" is
// STARTTLS, port 587, and required unless the host is loopback;
// "smtps://[user:pass@]host[:port]" is implicit TLS, port 465. Its errors do
// not repeat the address, which holds a password.
func ParseURL(s string) (Server, error) {
	u, err := url.Parse(s)
	if err != nil {
		return Server{}, errors.New("not a URL; write smtp://user:password@host:port, with %-escapes in user and password")
	}
	server := Server{Host: u.Hostname()}
	switch {
	case server.Host == "":
		return Server{}, errors.New("no host; write smtp://user:password@host:port")
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return Server{}, errors.New("nothing may follow host:port")
	case u.Scheme == "smtp" && isLoopback(server.Host):
		server.Security, server.Port = Loopback, 587
	case u.Scheme == "smtp":
		server.Security, server.Port = StartTLS, 587
	case u.Scheme == "smtps":
		server.Security, server.Port = ImplicitTLS, 465
	default:
		return Server{}, errors.New("begins with neither smtp:// nor smtps://")
	}
	if port := u.Port(); port != "" {
		if server.Port, err = strconv.Atoi(port); err != nil || server.Port < 1 || server.Port > 65535 {
			return Server{}, errors.New("the port is not a number from 1 to 65535")
		}
	}
	if u.User != nil {
		server.User = u.User.Username()
		server.Password, _ = u.User.Password()
	}
	return server, nil
}

func isLoopback(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return host == "localhost"
}
