package main

import "errors"

func init() { cases["nil_panic"] = nilPanic }

type badCode int

func (c badCode) Error() string { panic("nobody calls this") }

// What a panic carries is shown without calling anything of it.
func nilPanic() {
	defer func() { recover() }()
	defer func() {
		pass() // stop
	}()
	defer func() {
		defer func() { panic(errors.Join(badCode(7), nil)) }()
		panic(badCode(3))
	}()
	panic(nil)
}

/* want
Goroutine 1 · main.nilPanic.func2 · panicking: *errors.joinError &{errs: [&{…}]} · panicking: main.badCode 3 · panicking: *runtime.PanicNilError &{_: []}
  nilPanic.func3  :19
    now func() { panic(errors.Join(badCode(7), nil)) }()  :18  calls main.nilPanic.func3.1
  nilPanic  :21
    now func() { … }()  :14  calls main.nilPanic.func2
    now func() { … }()  :17  calls main.nilPanic.func3
    1 func() { recover() }()  :13  calls main.nilPanic.func1  [can recover]
*/
