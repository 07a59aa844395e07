package message

import (
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Beacon is a Bluetooth beacon near a user who shook the phone.
type Beacon struct {
	UUID     string  // the beacon's UUID; UUID, Major and Minor together identify a beacon
	Major    int64   // from 0 to 65535
	Minor    int64   // from 0 to 65535
	Distance float64 // in metres
}

func (c *Beacon) bind(b *xmldoc.Binder) {
	b.Text("Uuid", &c.UUID)
	b.Int("Major", &c.Major)
	b.Int("Minor", &c.Minor)
	b.Float("Distance", 0, &c.Distance)
}

// ShakearoundUserShakeEvent reports that a user shook the phone near a beacon. The event is known from other toolkits'
// tests, not from the platform's pages.
type ShakearoundUserShakeEvent struct {
	Common
	event
	ChosenBeacon  Beacon   // the beacon whose page was shown
	AroundBeacons []Beacon // the other beacons nearby
}

// EventName returns "ShakearoundUserShake".
func (*ShakearoundUserShakeEvent) EventName() string { return "ShakearoundUserShake" }

// Key returns the chosen beacon: UUID, Major and Minor.
func (m *ShakearoundUserShakeEvent) Key() string {
	c := &m.ChosenBeacon
	return joinKey(c.UUID, strconv.FormatInt(c.Major, 10), strconv.FormatInt(c.Minor, 10))
}

func (m *ShakearoundUserShakeEvent) fields(b *xmldoc.Binder) {
	b.Group("ChosenBeacon", m.ChosenBeacon.bind)
	b.Group("AroundBeacons", func(b *xmldoc.Binder) {
		xmldoc.List(b, "AroundBeacon", &m.AroundBeacons, func(b *xmldoc.Binder, c *Beacon) { c.bind(b) })
	})
}

// ShakearoundLotteryBindEvent reports that a user got a red packet of a shake lottery. It is unconfirmed: the
// platform's page is gone, and the fields are given from memory of it.
type ShakearoundLotteryBindEvent struct {
	Common
	event
	LotteryID string    // the lottery
	Ticket    string    // the red packet
	Money     int64     // in fen
	BindTime  time.Time // when the user got it, in whole seconds
}

// EventName returns "ShakearoundLotteryBind".
func (*ShakearoundLotteryBindEvent) EventName() string { return "ShakearoundLotteryBind" }

// Key returns the lottery and the red packet.
func (m *ShakearoundLotteryBindEvent) Key() string { return joinKey(m.LotteryID, m.Ticket) }

func (m *ShakearoundLotteryBindEvent) fields(b *xmldoc.Binder) {
	b.Text("LotteryId", &m.LotteryID)
	b.Text("Ticket", &m.Ticket)
	b.Int("Money", &m.Money)
	b.Time("BindTime", &m.BindTime)
}
