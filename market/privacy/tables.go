package privacy

// Table says of one table how it names people.
type Table struct {
	Name string
	// Mine is the condition of the rows about a person. It may say :account (the id), :key (the id as
	// text), :owner (the key of carts and orders), :email, :label (the user name) and :pseudonym.
	Mine string
	// Hidden are columns that are not handed over: secrets that would open something.
	Hidden []string
	// Forget is what is done with the rows, in order; nothing when Kept says why they may stay.
	Forget []Step
	Kept   string
}

// Step changes rows of a table: those of Where, or of the table's Mine when that is empty. An
// empty Set deletes them.
type Step struct{ Where, Set string }

const (
	byAccount = "account_id = :account"
	toThem    = "recipient = :email OR recipient IN (SELECT o.email FROM orders AS o WHERE o.account_id = :account)"
	ofOrders  = "order_id IN (SELECT o.id FROM orders AS o WHERE o.account_id = :account)"
)

// remove deletes the rows about a person.
var remove = []Step{{}}

// Tables are all tables with something about a person, in the order in which they are forgotten:
// letters are found by the addresses in orders, and everything by the account. A new table with such
// a column needs a line here.
var Tables = []Table{
	{Name: "letters", Mine: toThem, Forget: []Step{
		{Where: "(" + toThem + ") AND kind <> 'order_confirmation'"}, // each order has had its letter, says an invariant
		{Set: "recipient = :pseudonym, state = CASE WHEN state = 'queued' THEN 'parked' ELSE state END"},
	}},
	{Name: "profiles", Mine: byAccount, Forget: []Step{{Set: "full_name = '', bio = '', phone = '', address = '', city = '', country = '', picture = '', verified = FALSE, version = version + 1"}}},
	{Name: "addresses", Mine: byAccount, Forget: remove},
	{Name: "sessions", Mine: byAccount, Hidden: []string{"id"}, Forget: remove},
	{Name: "account_links", Mine: byAccount, Hidden: []string{"id"}, Forget: remove},
	{Name: "second_factors", Mine: byAccount, Hidden: []string{"secret"}, Forget: remove},
	{Name: "recovery_codes", Mine: byAccount, Hidden: []string{"hash"}, Forget: remove},
	{Name: "tasks", Mine: byAccount, Hidden: []string{"file"}, Forget: remove},
	{Name: "wishes", Mine: byAccount, Forget: remove},
	{Name: "wish_shares", Mine: byAccount, Hidden: []string{"token"}, Forget: remove},
	{Name: "cart_lines", Mine: "cart_id IN (SELECT c.id FROM carts AS c WHERE c.account_id = :account)", Forget: remove},
	{Name: "carts", Mine: byAccount, Forget: remove},
	{Name: "orders", Mine: byAccount, Hidden: []string{"access_token", "checkout_key", "checkout_hash"}, Forget: []Step{{
		Set: "full_name = '', email = '', phone = '', address = '', city = '', state = '', country = '', zip_code = '', notes = '', access_token = :pseudonym, checkout_hash = ''",
	}}},
	{Name: "parcels", Mine: ofOrders, Hidden: []string{"search_text"}, Forget: []Step{{Set: "search_text = ''"}}}, // vendors find them by the buyer's name
	{Name: "order_lines", Mine: ofOrders, Hidden: []string{"commission", "commission_rule", "commission_basis_points"}, Kept: "what was bought is part of the books; it names nobody"},
	{Name: "payments", Mine: ofOrders, Hidden: []string{"key"}, Kept: "what was paid is part of the books; it names nobody"},
	{Name: "order_history", Mine: "actor_id = :account OR " + ofOrders, Forget: []Step{{Where: "actor_id = :account", Set: "actor_label = :pseudonym"}}},
	{Name: "coupon_uses", Mine: byAccount, Kept: "a coupon is used up; the account has no name any more"},
	{Name: "reviews", Mine: byAccount, Forget: []Step{{Set: "author = '', photos = '[]'"}}},
	{Name: "review_votes", Mine: byAccount, Kept: "a vote is one of a number; the account has no name any more"},
	{Name: "review_reports", Mine: byAccount, Forget: []Step{{Set: "note = ''"}}},
	{Name: "stock_alerts", Mine: "account_id = :account OR email = :email", Hidden: []string{"token", "email_key"}, Forget: remove},
	{Name: "article_votes", Mine: "voter = :owner", Forget: remove},
	{Name: "support_answers", Mine: "account_id = :account OR message_id IN (SELECT m.id FROM support_messages AS m WHERE m.account_id = :account OR m.email = :email)", Forget: []Step{{Where: "account_id = :account", Set: "author = :pseudonym"}}},
	{Name: "support_messages", Mine: "account_id = :account OR email = :email", Hidden: []string{"digest"}, Forget: remove},
	{Name: "vendor_members", Mine: byAccount, Forget: remove},
	{Name: "vendor_invitations", Mine: "email = :email", Hidden: []string{"key", "email_key"}, Forget: remove},
	{Name: "product_changes", Mine: "author = :label OR decided_by = :label", Hidden: []string{"proposal", "diff"}, Forget: []Step{
		{Where: "author = :label", Set: "author = :pseudonym"},
		{Where: "decided_by = :label", Set: "decided_by = :pseudonym"},
	}},
	{Name: "product_claims", Mine: byAccount, Forget: remove},
	{Name: "product_decisions", Mine: byAccount, Hidden: []string{"before"}, Forget: []Step{{Set: "moderator = :pseudonym"}}},
	{Name: "product_drafts", Mine: byAccount, Forget: remove},
	{Name: "conversation_claims", Mine: byAccount, Forget: remove},
	{Name: "conversation_decisions", Mine: byAccount, Forget: []Step{{Set: "moderator = :pseudonym"}}},
	{Name: "conversation_messages", Mine: "account_id = :account OR conversation_id IN (SELECT c.id FROM conversations AS c WHERE c.account_id = :account)", Forget: []Step{
		{Where: "conversation_id IN (SELECT c.id FROM conversations AS c WHERE c.account_id = :account)"},
		{Set: "account_id = NULL"},
	}},
	{Name: "conversation_reports", Mine: byAccount, Forget: remove},
	{Name: "conversations", Mine: byAccount, Forget: remove},
	{Name: "imports", Mine: byAccount, Hidden: []string{"file"}, Forget: []Step{{Set: "account_id = NULL"}}},
	{Name: "audit_log", Mine: "actor_id = :account OR object_kind = 'account' AND object_id = :key", Forget: []Step{
		{Where: "actor_id = :account", Set: "actor_label = :pseudonym"},
		{Where: "object_kind = 'account' AND object_id = :key", Set: "before = 'null', after = 'null'"},
	}},
	{Name: "accounts", Mine: "id = :account", Hidden: []string{"password_hash", "session_epoch"}, Forget: []Step{{
		Set: "email = :pseudonym, email_key = :pseudonym, username = :pseudonym, username_key = :pseudonym, password_hash = '!', first_name = '', last_name = '', " +
			"is_active = FALSE, is_vendor = FALSE, session_epoch = session_epoch + 1, second_factor = FALSE, cart_units = 0, unread = 0, wishes = '', email_verified_at = NULL, last_sign_in_at = NULL, version = version + 1",
	}}},
}

// Impersonal are columns whose names sound like a person and are none, with what they are.
var Impersonal = map[string]string{
	"vendors.address": "where a shop is, which it shows to everybody",
}
