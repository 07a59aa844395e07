// Package measure is what the module's packages tell a [telemetry.Recorder] and a [telemetry.Tracer].
//
// A package that has something to count fills in a small struct ([Push], [Run], [Join], [LateReply], [Renewal], [Call],
// [Retry], [StoreFailure]) and calls its Record. It begins the span of a call with [StartCall], of a push with
// [StartPush] and of a handler's run with [StartRun].
//
// A nil Recorder costs nothing: no allocation. A Recorder that is no Tracer makes no spans, and that costs nothing
// either.
package measure
