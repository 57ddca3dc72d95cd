package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
)

const goodPage = `<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Een pagina</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,"></head>
<body><main><h1>Een pagina</h1><p id="language">%s</p><p id="script">uit</p><p id="scheme">kleur</p>
<form method="post" action="/answer"><label for="name">Naam</label> <input id="name" name="name" autocomplete="name">
<label for="when">Wanneer</label> <select id="when" name="when"><option>vroeg</option><option>laat</option></select>
<input type="checkbox" id="news" name="news" value="graag"> <label for="news">Nieuws</label> <button>Verstuur</button></form></main><script src="/script.js"></script></body></html>`

const badPage = `<!doctype html>
<html><head><meta charset="utf-8"><title>Een slechte pagina</title><link rel="icon" href="data:,"></head>
<body><main><h1>Een slechte pagina</h1><div style="width:3000px">breed</div><img src="http://elders.example/pixel.gif"><p style="color:#ccc;background:#fff">bleek</p></main></body></html>`

// proofSite serves the pages that prove what the browser tests can see.
func proofSite(t *testing.T) string {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'")
		fmt.Fprintf(w, goodPage, r.Header.Get("Accept-Language"))
	})
	mux.HandleFunc("GET /bad", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "spy", Value: "1"})
		fmt.Fprint(w, badPage)
	})
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, "button,input,select{min-height:44px;min-width:44px}#scheme{visibility:hidden}@media(prefers-color-scheme:dark){html{background:#111;color:#eee}#scheme{visibility:visible}}")
	})
	mux.HandleFunc("GET /script.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `document.getElementById("script").textContent = "aan"`)
	})
	mux.HandleFunc("POST /answer", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, "<!doctype html><title>Antwoord</title><h1>%s, %s, %s</h1>",
			r.PostFormValue("name"), r.PostFormValue("when"), r.PostFormValue("news"))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestBrowserSeesWhatIsThere(t *testing.T) {
	site, chrome := proofSite(t), startChrome(t)

	t.Run("a good page", func(t *testing.T) {
		b := chrome.tab(t, visitor{width: 390, height: 844, language: "en"})
		b.axe(site + "/")
		status, cost := b.visit(site + "/")
		if status != 200 || len(cost.requests) != 3 || len(cost.failed) != 0 || cost.scripts != 1 {
			t.Errorf("status %d, cost %+v; want 200 and the page, its style and its script", status, cost)
		}
		if cost.bytes < int64(len(goodPage)) || cost.bytes > int64(len(goodPage))+2000 {
			t.Errorf("%d bytes, want a little more than the page's %d", cost.bytes, len(goodPage))
		}
		if elsewhere, cookies := cost.thirdParty(site), b.cookies(); len(elsewhere)+len(cookies)+b.overflow() > 0 {
			t.Errorf("requests elsewhere %q, cookies %q, too wide by %d; want none", elsewhere, cookies, b.overflow())
		}
		if language, script := b.text("#language"), b.text("#script"); language != "en" || script != "aan" {
			t.Errorf("language %q, script %q; want en, aan", language, script)
		}
	})

	t.Run("a bad page", func(t *testing.T) {
		b := chrome.tab(t, phone)
		_, cost := b.visit(site + "/bad")
		var rules []string
		for _, v := range b.violations(pageRules) {
			rules = append(rules, v.ID)
			if len(v.Nodes) == 0 || !strings.Contains(v.String(), v.ID) {
				t.Errorf("a violation without its place: %+v", v)
			}
		}
		for _, want := range []string{"color-contrast", "html-has-lang", "image-alt"} {
			if !slices.Contains(rules, want) {
				t.Errorf("axe-core found %q, want %s among them", rules, want)
			}
		}
		if got := cost.thirdParty(site); !slices.Equal(got, []string{"http://elders.example/pixel.gif"}) || len(cost.failed) != 1 {
			t.Errorf("requests elsewhere %q, failed %q; want the pixel, and that it never got there", got, cost.failed)
		}
		if got := b.cookies(); !slices.Equal(got, []string{"spy"}) {
			t.Errorf("cookies %q, want spy", got)
		}
		if b.overflow() == 0 {
			t.Error("the wide page was not seen to be too wide")
		}
	})

	t.Run("without JavaScript, in the dark", func(t *testing.T) {
		b := chrome.tab(t, visitor{noScript: true, dark: true})
		b.visit(site + "/")
		if script := b.text("#script"); script != "uit" {
			t.Errorf("a script ran: %q", script)
		}
		if scheme := b.text("#scheme"); scheme != "kleur" {
			t.Errorf("the dark style did not apply: %q", scheme)
		}
		b.fill("#name", "Noor van der Test")
		b.choose("#when", "laat")
		b.tick("#news")
		status, _ := b.click("button")
		if got := b.text("h1"); status != 422 || got != "Noor van der Test, laat, graag" || b.address() != site+"/answer" {
			t.Errorf("after the form: %d %q at %s", status, got, b.address())
		}
	})
}

func TestBrowserScreenshotsGoWhereTheFlagSays(t *testing.T) {
	was, dir := *screenshots, t.TempDir()
	*screenshots = dir
	t.Cleanup(func() { *screenshots = was })
	b := startChrome(t).tab(t, phone)
	b.visit(proofSite(t) + "/")
	b.snap("good")
	if picture, err := os.ReadFile(dir + "/good.png"); err != nil || !bytes.HasPrefix(picture, []byte("\x89PNG")) {
		t.Errorf("no picture: %d bytes, %v", len(picture), err)
	}
}

func TestAxeIsTheOneThatWasVendored(t *testing.T) {
	sums, err := os.Open("testdata/axe/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	defer sums.Close()
	var names []string
	for lines := bufio.NewScanner(sums); lines.Scan(); {
		want, name, _ := strings.Cut(lines.Text(), "  ")
		content, err := os.ReadFile("testdata/axe/" + name)
		if got := fmt.Sprintf("%x", sha256.Sum256(content)); err != nil || got != want {
			t.Errorf("%s has sum %s, want %s (%v)", name, got, want, err)
		}
		names = append(names, name)
	}
	if want := []string{"LICENSE", "LICENSE-3RD-PARTY.txt", "axe.min.js"}; !slices.Equal(names, want) {
		t.Errorf("SHA256SUMS names %q, want %q", names, want)
	}
}
