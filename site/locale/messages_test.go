package locale

import "testing"

// promised are the messages that the shop's workflows end with, by what happened. Their wording is
// kept: scripts and people know them.
var promised = map[string][]string{
	"signing up": {
		"Your account is ready. Welcome, %s!", "That username is already taken.", "That email address is already registered.",
		"The two passwords do not match.", "This password is too short: at least %d characters.", "This password is too common.",
		"This password is only digits.", "This password is too similar to the username or email.", "Please correct the errors below.",
	},
	"signing in and out": {
		"Welcome back, %s!", "Wrong email, username or password.", "This account is not active.", "You are already signed in.",
		"You are signed out.", "Please sign in to continue.", "Too many attempts. Please wait a moment and try again.",
	},
	"the cart": {
		"Product added!", "%s added to cart", "Your cart is empty!", "Please sign in to add items to your cart.", "There is not enough in stock.",
		"This product is no longer sold.", "Removed from the cart.", "Something went wrong. Please try again.",
	},
	"orders": {
		"Order #%s created successfully!", "Failed to create order. Please try again.", "Order Confirmation #%s", "Order #%s is cancelled.",
		"This order cannot be cancelled any more.", "Payment completed", "Payment failed",
	},
	"coupons": {
		"Coupon %s is activated: %s off.", "Coupon %s is already in use here.", "You have already used this coupon.", "This coupon is invalid or has expired.",
	},
	"the wishlist": {
		"Added to your wishlist.", "It is on your wishlist already.", "Removed from your wishlist.", "Please sign in to keep a wishlist.", "Your wishlist is empty",
	},
	"reviews": {"Please sign in to write a review.", "You have already reviewed this product.", "Choose one to five stars.", "No reviews yet"},
	"vendors": {
		"Welcome! Your shop “%s” is created. Now complete its details.", "This account has no shop. Sign in as a customer and open one.",
		"Your shop is waiting for verification.", "You may not do that.", "The price must be more than zero.", "Give a title in at least one language.", "Saved.",
	},
	"searching": {"Nothing found."},
	"errors": {
		"This request makes no sense to us", "This is not open to you", "Page not found", "That cannot be done here", "Too many attempts", "Something went wrong",
		"The page was open too long, so we could not be sure that this form came from you. Nothing was changed.",
	},
}

func TestPromisedMessagesAreSaidInEveryLanguage(t *testing.T) {
	said := scan(t, "../..")
	for kind, keys := range promised {
		for _, key := range keys {
			if _, ok := said[key]; !ok {
				t.Errorf("%s: the program no longer says %q", kind, key)
			}
			for _, code := range []string{"ru", "kk"} {
				if got := For(code).T(key); got == key {
					t.Errorf("%s: %q is not translated into %s", kind, key, code)
				}
			}
		}
	}
}
