// Package web opens the HTTP doors: it mounts the public site, the desk and
// the JSON API on one router, with what all of them share: security headers,
// limits, health and metrics.
//
// It is floor 3. It must not know any rule, any SQL, or what a page says.
package web
