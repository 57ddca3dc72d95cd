package mailer

import (
	"net/mail"
	"strings"
	"testing"
)

func TestParseURL(t *testing.T) {
	for in, want := range map[string]Server{
		"smtp://mail.voorbeeld.example:2525":             {Host: "mail.voorbeeld.example", Port: 2525, Security: StartTLS},
		"smtp://mail.voorbeeld.example":                  {Host: "mail.voorbeeld.example", Port: 587, Security: StartTLS},
		"smtp://127.0.0.1:25":                            {Host: "127.0.0.1", Port: 25, Security: Loopback},
		"smtp://[::1]:25":                                {Host: "::1", Port: 25, Security: Loopback},
		"smtp://localhost:25/":                           {Host: "localhost", Port: 25, Security: Loopback},
		"smtps://us%40er:p%3Ass@mail.voorbeeld.example":  {Host: "mail.voorbeeld.example", Port: 465, User: "us@er", Password: "p:ss", Security: ImplicitTLS},
		"smtps://user:pass@127.0.0.1:465":                {Host: "127.0.0.1", Port: 465, User: "user", Password: "pass", Security: ImplicitTLS},
		"smtp://localhost.voorbeeld.example:25":          {Host: "localhost.voorbeeld.example", Port: 25, Security: StartTLS},
		"smtp://user:secret@mail.voorbeeld.example:9999": {Host: "mail.voorbeeld.example", Port: 9999, User: "user", Password: "secret", Security: StartTLS},
	} {
		if got, err := ParseURL(in); err != nil || got != want {
			t.Errorf("%s: %+v, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", "mail.voorbeeld.example:25", "http://secret@mail.voorbeeld.example", "smtp://", "smtp://user:sec ret@host:25", "smtp://u:secret@host:0",
		"smtp://u:secret@host:70000", "smtp://u:secret@host/x", "smtp://u:secret@host?tls=no", "smtp://u:sec%zzret@host",
	} {
		if got, err := ParseURL(in); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %+v, %v", in, got, err)
		}
	}
}

func TestBadConfig(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"no from":          func(c *Config) { c.From = mail.Address{} },
		"no discreet from": func(c *Config) { c.DiscreetFrom.Address = "x" },
		"bounce domain":    func(c *Config) { c.BounceDomain = "x y" },
		"hello name":       func(c *Config) { c.HelloName = "a\r\nb" },
	} {
		cfg := config()
		spoil(&cfg)
		if _, err := New(cfg, nil, nil, nil); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
