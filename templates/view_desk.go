package templates

import (
	"html/template"
	"strconv"
	"strings"
	"time"
)

// DeskFrame is what stands around every page of the desk.
type DeskFrame struct {
	// Email and Role say who is logged in; empty before that.
	Email, Role string
	// Links are the parts of the desk that this visitor may open.
	Links []DeskLink
	// SearchPath, AccountPath and LogOutPath are empty where there is none.
	SearchPath, AccountPath, LogOutPath string
	// Hold is set while no mail leaves.
	Hold *DeskHold
}

// DeskHold says on every page that no mail leaves.
type DeskHold struct {
	Since time.Time
	// Reason is "by-hand" or "restored".
	Reason string
	// Path is where it can be ended; empty for who may not.
	Path string
}

// DeskLink is a part of the desk in its navigation. Key has its word under
// "desk.nav.".
type DeskLink struct {
	Key, Path string
	Current   bool
}

// declaredDesk lists a view of every page of the desk.
func declaredDesk() []View {
	return []View{
		DeskLoginPage{},
		DeskSearchPage{},
		DeskGatheringsPage{},
		DeskAttendeesPage{},
		DeskAddPage{},
		DeskPersonPage{},
		DeskPersonMovePage{},
		DeskSignInPage{},
		DeskMailingPage{},
		DeskCheckInPage{},
		DeskCheckInCodePage{},
		DeskCodePage{},
		DeskEnrolPage{},
		DeskCodesPage{},
		DeskForgottenPage{},
		DeskPasswordPage{},
		DeskAccountPage{},
		DeskUsersPage{},
		DeskAuditPage{},
		DeskSettingsPage{},
		DeskTextsPage{},
		DeskTextPage{},
		DeskTodayPage{},
		DeskCalendarPage{},
		DeskMovePage{},
		DeskShelfPage{},
		DeskThingPage{},
		DeskSessionsPage{},
		DeskSessionPage{},
		DeskCancelPage{},
		DeskCopyPage{},
		DeskPublishPage{},
		DeskDeletePage{},
		DeskToldPage{},
		DeskUnseenPage{},
		DeskAbsencePage{},
		DeskTouchedPage{},
		DeskRearrangedPage{},
		DeskEmployersPage{},
		DeskEmployerPage{},
		DeskEmployerFormPage{},
		DeskPastePage{},
		DeskImportPage{},
		DeskOutboxPage{},
		DeskOutboxMessagePage{},
		DeskOutboxAskPage{},
		DeskPausePage{},
		DeskDeparturesPage{},
		DeskWhatIfPage{},
		DeskEditPage{},
		DeskOfferPage{},
		DeskDifferencePage{},
		DeskLettersPage{},
	}
}

// DeskForm is what the forms of the desk share.
type DeskForm struct {
	Layout
	Action string
	// Next is where to go afterwards; a path of the desk.
	Next   string
	Errors []FieldError
}

// Error is the message for one field, or empty.
func (f DeskForm) Error(field string) string { return fieldErrors(f.Errors).of(field) }

// DeskLoginPage is "/desk/login".
type DeskLoginPage struct {
	DeskForm
	Email string
	// Notice is why the visitor is here: "out", "expired", "password" or "".
	Notice        string
	ForgottenPath string
}

func (DeskLoginPage) page() string { return "desk_login" }

// DeskCodePage is the second step: "/desk/code", or with Recovery
// "/desk/recovery".
type DeskCodePage struct {
	DeskForm
	Recovery bool
	// OtherPath leads from the one to the other.
	OtherPath string
	// DemoCode is shown in the demo only, where nobody has a telephone to hand.
	DemoCode string
}

func (DeskCodePage) page() string { return "desk_code" }

// DeskEnrolPage sets up the second step, at the first login or, with
// NeedPassword, on a new telephone.
type DeskEnrolPage struct {
	DeskForm
	// QR holds URI as squares, true for dark, without a border.
	QR     [][]bool
	URI    string
	Secret string
	// Email helps a password manager.
	Email        string
	NeedPassword bool
	DemoCode     string
}

func (DeskEnrolPage) page() string { return "desk_enrol" }

// SecretGroups is the secret in groups of four, for who types it.
func (p DeskEnrolPage) SecretGroups() string {
	var b strings.Builder
	for i, c := range p.Secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// DeskCodesPage shows new recovery codes, once.
type DeskCodesPage struct {
	Layout
	Codes []string
	Next  string
}

func (DeskCodesPage) page() string { return "desk_codes" }

// DeskForgottenPage is "/desk/forgotten"; the answer is the same for every
// address.
type DeskForgottenPage struct {
	DeskForm
	Email string
	Sent  bool
	// Gone: the visitor comes by a link that was used or has expired.
	Gone      bool
	LoginPath string
}

func (DeskForgottenPage) page() string { return "desk_forgotten" }

// DeskPasswordPage lets somebody choose a password by a link.
type DeskPasswordPage struct {
	DeskForm
	Email string
	// Invited is somebody who chooses their first one.
	Invited bool
}

func (DeskPasswordPage) page() string { return "desk_password" }

// DeskAccountPage is "/desk/account".
type DeskAccountPage struct {
	DeskForm
	Email, Role string
	// Notice says what was just done: "password", "ended" or "".
	Notice string
	// Wrong is the form that Errors belong to: "password" or "codes".
	Wrong                              string
	RecoveryLeft                       int
	PasswordPath, CodesPath, PhonePath string
	EverywherePath                     string
	Logins                             []DeskLogin
}

func (DeskAccountPage) page() string { return "desk_account" }

// ErrorIn is Error for one of the page's forms.
func (p DeskAccountPage) ErrorIn(form, field string) string {
	if p.Wrong != form {
		return ""
	}
	return p.Error(field)
}

// DeskLogin is one browser in which the visitor is logged in.
type DeskLogin struct {
	// Agent names it in a few words; empty when not known.
	Agent   string
	Since   time.Time
	Seen    time.Time
	Current bool
	EndPath string
}

// qr draws squares as one path, with the four modules of quiet zone around it
// that readers need (ISO/IEC 18004 §9.1). The frame is white in dark mode too.
func qr(squares [][]bool) template.HTML {
	const border = 4
	var b strings.Builder
	size := strconv.Itoa(len(squares) + 2*border)
	b.WriteString(`<svg class="qr" viewBox="0 0 ` + size + " " + size + `" role="img" aria-labelledby="qr-name"><path fill="#fff" d="M0 0h` +
		size + "v" + size + `H0z"/><path d="`)
	for y, row := range squares {
		for x, dark := range row {
			if dark {
				b.WriteString("M" + strconv.Itoa(x+border) + " " + strconv.Itoa(y+border) + "h1v1h-1z")
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String())
}
