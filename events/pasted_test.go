package events_test

import (
	"strings"
	"testing"

	"kantine/events"
)

func TestReadPasted(t *testing.T) {
	for name, c := range map[string]struct {
		source string
		want   events.Pasted
	}{
		"source": {
			"Received: from x by y; Mon, 4 Jan 2027 12:00:00 +0100\r\nFrom: =?utf-8?q?Zo=C3=AB_Test?= <zoe@demo.example>\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n" +
				"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nWe willen een caf=C3=A9.\r\n\r\nGroet, Zo=C3=AB\r\n",
			events.Pasted{Name: "Zoë Test", Email: "zoe@demo.example", Subject: "Café", Text: "We willen een café.\n\nGroet, Zoë"},
		},
		"parts": {
			"From: kim@demo.example\nSubject: Hoi\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n" +
				"--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nRGFn\n--b\nContent-Type: text/html\n\n<p>Dag</p>\n--b--\n--a--\n",
			events.Pasted{Email: "kim@demo.example", Subject: "Hoi", Text: "Dag"},
		},
		"only HTML": {
			"From: kim@demo.example\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Dag</p>\n--b--\n",
			events.Pasted{Email: "kim@demo.example"},
		},
		"as shown in Dutch": {
			"Van: Kim Test <kim@demo.example>\nVerzonden: maandag 4 januari 2027 12:00\nAan: info@ons.example\nOnderwerp: Een pop-up\n\nGraag.\nKim",
			events.Pasted{Name: "Kim Test", Email: "kim@demo.example", Subject: "Een pop-up", Text: "Graag.\nKim"},
		},
		"as Outlook shows it": {
			"From: Test, Kim [mailto:kim@demo.example]\nSubject: x\n\nDag",
			events.Pasted{Name: "Test, Kim", Email: "kim@demo.example", Subject: "x", Text: "Dag"},
		},
		"bare text": {
			"Dag, mail mij op kim@demo.example.\nKim",
			events.Pasted{Email: "kim@demo.example", Text: "Dag, mail mij op kim@demo.example.\nKim"},
		},
		"hidden signs": {
			"Van: K\u202eim <kim@demo.example>\n\nDag\x00\tjij\u200b",
			events.Pasted{Name: "Kim", Email: "kim@demo.example", Text: "Dag jij"},
		},
		"nothing":         {"  \r\n ", events.Pasted{}},
		"broken boundary": {"From: kim@demo.example\nContent-Type: multipart/mixed\n\nx", events.Pasted{Email: "kim@demo.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := events.ReadPasted(c.source); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
	if got := events.ReadPasted("Subject: " + strings.Repeat("s", 500) + "\n\n" + strings.Repeat("é", 9000)); len([]rune(got.Text)) > 4000 || len(got.Subject) > 120 {
		t.Errorf("%d and %d long", len([]rune(got.Text)), len(got.Subject))
	}
}

func FuzzReadPasted(f *testing.F) {
	f.Add("From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n--x--")
	f.Add("Van: x\n\ny")
	f.Fuzz(func(t *testing.T, source string) {
		got := events.ReadPasted(source)
		if strings.ContainsAny(got.Name+got.Email+got.Subject, "\n\r\x00") {
			t.Errorf("%q", got)
		}
	})
}
