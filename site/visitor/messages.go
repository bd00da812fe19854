package visitor

import (
	"encoding/json"
	"net/http"
	"time"
)

// Message is shown once, on the next page. Its text is in the visitor's language.
type Message struct {
	Level string `json:"l"`
	Text  string `json:"t"`
}

// Levels of messages.
const (
	Success = "success"
	Info    = "info"
	Warning = "warning"
	Danger  = "danger"
)

const (
	messagesCookie = "messages"
	messagesTTL    = 10 * time.Minute
	mostMessages   = 5
)

// ReadMessages takes over the messages that earlier answers left for this page.
func (v *Visitor) ReadMessages(r *http.Request) {
	content, ok := v.Site.Cookies.Open(messagesCookie, value(r, messagesCookie))
	if !ok {
		return
	}
	if err := json.Unmarshal(content, &v.messages); err != nil {
		v.messages = nil
	}
}

// HasMessages tells whether earlier answers may have left messages.
func HasMessages(r *http.Request) bool { return value(r, messagesCookie) != "" }

// Flash keeps a message for the next page. When too much has gathered, the oldest goes first.
func (v *Visitor) Flash(w http.ResponseWriter, m Message) {
	v.messages = append(v.messages, m)
	if len(v.messages) > mostMessages {
		v.messages = v.messages[1:]
	}
	sealed := v.sealMessages()
	for len(sealed) > longest && len(v.messages) > 1 {
		v.messages = v.messages[1:]
		sealed = v.sealMessages()
	}
	v.Site.Cookies.Set(w, messagesCookie, sealed, messagesTTL)
}

func (v *Visitor) sealMessages() string {
	content, err := json.Marshal(v.messages)
	if err != nil { // two strings always marshal
		return ""
	}
	return v.Site.Cookies.Seal(messagesCookie, content, messagesTTL)
}

// TakeMessages returns the messages to show on this page; they will not be shown again.
func (v *Visitor) TakeMessages() []Message {
	if len(v.messages) > 0 {
		v.taken, v.messages = append(v.taken, v.messages...), nil
	}
	return v.taken
}
