package mailer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"
)

// Causes lists every word that a Step has for what is wrong.
func Causes() []string {
	return []string{
		"no_such_host", "dns", "refused_connection", "timeout", "unreachable", "not_smtp", "greeting",
		"no_starttls", "tls_not_spoken", "cert_unknown", "cert_name", "cert_expired", "tls",
		"no_auth", "auth_wrong", "auth", "sender", "recipient", "recipient_form", "login_needed", "later", "refused", "lost",
	}
}

// isTimeout tells that the time was over, or whoever waited gone: then the
// connection was closed under the conversation.
func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout() || errors.Is(err, context.Canceled) || errors.Is(err, net.ErrClosed)
}

func dnsCause(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return "no_such_host"
	}
	return "dns"
}

func dialCause(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused_connection"
	case isTimeout(err):
		return "timeout"
	}
	return "unreachable"
}

// greetingCause is for a connection on which no mail server speaks, or one that
// wants to speak of no mail.
func greetingCause(err error) string {
	switch {
	case code(err) != 0:
		return "greeting"
	case isTimeout(err):
		return "timeout"
	}
	return "not_smtp"
}

func tlsCause(err error) string {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return "cert_unknown"
	case errors.As(err, &name):
		return "cert_name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "cert_expired"
	case errors.As(err, &record):
		return "tls_not_spoken"
	case isTimeout(err):
		return "timeout"
	}
	return "tls"
}

func authCause(err error) string {
	switch {
	case code(err) == 535, code(err) == 534:
		return "auth_wrong"
	case code(err) == 0 && isTimeout(err):
		return "timeout"
	}
	return "auth"
}

func refusalCause(at stage, err error) string {
	switch n := code(err); {
	case n == 530:
		return "login_needed"
	case n/100 == 4:
		return "later"
	case n/100 == 5 && at == stageMail:
		return "sender"
	case n/100 == 5 && at == stageRcpt:
		return "recipient"
	case n/100 == 5:
		return "refused"
	case isTimeout(err):
		return "timeout"
	}
	return "lost"
}
