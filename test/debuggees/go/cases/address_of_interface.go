package main

import (
	"errors"
	"strconv"
)

func init() { cases["address_of_interface"] = addressOfInterface }

type token interface{ text() string }

type marker struct{ line, column int }

type parsed struct {
	at    marker
	value any
}

func (p *parsed) text() string { return strconv.Itoa(p.at.line) }

func (m marker) text() string { return strconv.Itoa(m.line) }

func report(held, flat *token, err *error, number, list, entries *any) {}

// The address of a variable that is an interface: what the interface holds is told, without Delve's words around it.
func addressOfInterface() {
	var held, flat token = &parsed{marker{3, 5}, 7}, marker{1, 2}
	var number, list, entries any = 7, []int{1, 2}, map[string]int{"a": 1}
	err := errors.New("closed")
	defer report(&held, &flat, &err, &number, &list, &entries)
	pass() // stop
}

/* want
Goroutine 1 · main.addressOfInterface
  addressOfInterface  :31
    1 report(&held, &flat, &err, &number, &list, &entries)  :30  calls main.report
        &held *main.token = … (reference)
        &flat *main.token = {…} (reference)
        &err *error = … (reference)
        &number *any = 7 (reference)
        &list *any = [1,2] (reference)
        &entries *any = ["a": 1] (reference)
*/
