package card

import "github.com/wechatgo/wechatgo/endpoint"

// Card is a card of one of the twelve kinds: [Groupon], [Cash], [Discount], [Gift], [GeneralCoupon], [MemberCard],
// [ScenicTicket], [MovieTicket], [BoardingPass], [MeetingTicket], [BusTicket] and [GeneralCard].
type Card interface {
	// Info returns what cards of all kinds have.
	Info() Common

	put(*Kinds) Type // writes the card under its kind and returns the name of that
}

// Type is the name of a card's kind.
type Type string

// The kinds of card.
const (
	TypeGroupon       Type = "GROUPON"
	TypeCash          Type = "CASH"
	TypeDiscount      Type = "DISCOUNT"
	TypeGift          Type = "GIFT"
	TypeGeneralCoupon Type = "GENERAL_COUPON"
	TypeMemberCard    Type = "MEMBER_CARD"
	TypeScenicTicket  Type = "SCENIC_TICKET"
	TypeMovieTicket   Type = "MOVIE_TICKET"
	TypeBoardingPass  Type = "BOARDING_PASS"
	TypeMeetingTicket Type = "MEETING_TICKET"
	TypeBusTicket     Type = "BUS_TICKET"
	TypeGeneralCard   Type = "GENERAL_CARD"
)

// Common is what cards of all kinds have.
type Common struct {
	Base     BaseInfo      `json:"base_info,omitzero"`
	Advanced *AdvancedInfo `json:"advanced_info,omitempty"`
}

// Info returns c.
func (c Common) Info() Common { return c }

// Groupon is a coupon for an offer that is sold to groups (团购券).
type Groupon struct {
	Common
	DealDetail string `json:"deal_detail,omitempty"` // what the offer contains
}

// Cash is a coupon that takes an amount off the price (代金券).
type Cash struct {
	Common
	LeastCost  endpoint.Number `json:"least_cost,omitempty"`  // the price, in fen, from which the coupon may be used
	ReduceCost endpoint.Number `json:"reduce_cost,omitempty"` // what it takes off, in fen
}

// Discount is a coupon that takes a part off the price (折扣券).
type Discount struct {
	Common
	// Discount is the part that it takes off, in percent: 30 makes a price of 70 percent (七折).
	Discount endpoint.Number `json:"discount,omitempty"`
}

// Gift is a coupon that is exchanged for something (兑换券).
type Gift struct {
	Common
	Gift string `json:"gift,omitempty"` // what the user gets
}

// GeneralCoupon is a coupon of any other sort (优惠券).
type GeneralCoupon struct {
	Common
	DefaultDetail string `json:"default_detail,omitempty"` // what the coupon offers
}

// ScenicTicket is a ticket for a sight (景点门票). The samples have none; its own fields are those of one toolkit.
type ScenicTicket struct {
	Common
	TicketClass string `json:"ticket_class,omitempty"` // such as 平日全票
	GuideURL    string `json:"guide_url,omitempty"`    // of a map
}

// MovieTicket is a ticket for a film (电影票). [Service.UpdateMovieTicket] gives each ticket its seat. The samples have
// no card of this kind; its own field is that of one toolkit.
type MovieTicket struct {
	Common
	Detail string `json:"detail,omitempty"` // of the film
}

// BoardingPass is a ticket for a flight (飞机票). [Service.CheckIn] gives each ticket its seat. The samples have no card
// of this kind; its own fields are those of one toolkit.
type BoardingPass struct {
	Common
	From          string        `json:"from,omitempty"`
	To            string        `json:"to,omitempty"`
	Flight        string        `json:"flight,omitempty"`
	DepartureTime endpoint.Time `json:"departure_time,omitzero"` // when the plane is to leave
	LandingTime   endpoint.Time `json:"landing_time,omitzero"`   // when it is to land
	CheckInURL    string        `json:"check_in_url,omitempty"`
	Gate          string        `json:"gate,omitempty"`
	BoardingTime  endpoint.Time `json:"boarding_time,omitzero"` // shown without the day
	AirModel      string        `json:"air_model,omitempty"`    // the model of the plane
}

// MeetingTicket is a ticket for a meeting (会议门票). [Service.UpdateMeetingTicket] gives each ticket its seat. The
// samples have no card of this kind; its own fields are those of one toolkit.
type MeetingTicket struct {
	Common
	MeetingDetail string `json:"meeting_detail,omitempty"`
	MapURL        string `json:"map_url,omitempty"`
}

// BusTicket is a ticket for a bus (汽车票). Neither the samples nor toolkits say which fields it has of its own.
type BusTicket struct{ Common }

// GeneralCard is a card of any other sort, such as a gift card (礼品卡). Neither the samples nor toolkits that agree say
// which fields it has of its own.
type GeneralCard struct{ Common }

// Kinds has a card under its kind: one of the fields is set. [Service.Create] and [Service.Update] take a [Card]
// instead.
type Kinds struct {
	Groupon       *Groupon       `json:"groupon,omitempty"`
	Cash          *Cash          `json:"cash,omitempty"`
	Discount      *Discount      `json:"discount,omitempty"`
	Gift          *Gift          `json:"gift,omitempty"`
	GeneralCoupon *GeneralCoupon `json:"general_coupon,omitempty"`
	MemberCard    *MemberCard    `json:"member_card,omitempty"`
	ScenicTicket  *ScenicTicket  `json:"scenic_ticket,omitempty"`
	MovieTicket   *MovieTicket   `json:"movie_ticket,omitempty"`
	BoardingPass  *BoardingPass  `json:"boarding_pass,omitempty"`
	MeetingTicket *MeetingTicket `json:"meeting_ticket,omitempty"`
	BusTicket     *BusTicket     `json:"bus_ticket,omitempty"`
	GeneralCard   *GeneralCard   `json:"general_card,omitempty"`
}

func (c Groupon) put(k *Kinds) Type       { k.Groupon = &c; return TypeGroupon }
func (c Cash) put(k *Kinds) Type          { k.Cash = &c; return TypeCash }
func (c Discount) put(k *Kinds) Type      { k.Discount = &c; return TypeDiscount }
func (c Gift) put(k *Kinds) Type          { k.Gift = &c; return TypeGift }
func (c GeneralCoupon) put(k *Kinds) Type { k.GeneralCoupon = &c; return TypeGeneralCoupon }
func (c MemberCard) put(k *Kinds) Type    { k.MemberCard = &c; return TypeMemberCard }
func (c ScenicTicket) put(k *Kinds) Type  { k.ScenicTicket = &c; return TypeScenicTicket }
func (c MovieTicket) put(k *Kinds) Type   { k.MovieTicket = &c; return TypeMovieTicket }
func (c BoardingPass) put(k *Kinds) Type  { k.BoardingPass = &c; return TypeBoardingPass }
func (c MeetingTicket) put(k *Kinds) Type { k.MeetingTicket = &c; return TypeMeetingTicket }
func (c BusTicket) put(k *Kinds) Type     { k.BusTicket = &c; return TypeBusTicket }
func (c GeneralCard) put(k *Kinds) Type   { k.GeneralCard = &c; return TypeGeneralCard }

// Card returns the card that is set, by value, or nil if none is.
func (k Kinds) Card() Card {
	switch {
	case k.Groupon != nil:
		return *k.Groupon
	case k.Cash != nil:
		return *k.Cash
	case k.Discount != nil:
		return *k.Discount
	case k.Gift != nil:
		return *k.Gift
	case k.GeneralCoupon != nil:
		return *k.GeneralCoupon
	case k.MemberCard != nil:
		return *k.MemberCard
	case k.ScenicTicket != nil:
		return *k.ScenicTicket
	case k.MovieTicket != nil:
		return *k.MovieTicket
	case k.BoardingPass != nil:
		return *k.BoardingPass
	case k.MeetingTicket != nil:
		return *k.MeetingTicket
	case k.BusTicket != nil:
		return *k.BusTicket
	case k.GeneralCard != nil:
		return *k.GeneralCard
	}
	return nil
}

// Body is a card in its wire form: the name of its kind, and the card under it.
type Body struct {
	Type Type `json:"card_type"`
	Kinds
}

// BodyOf returns the wire form of c. For nil it is empty.
func BodyOf(c Card) (b Body) {
	if c != nil {
		b.Type = c.put(&b.Kinds)
	}
	return b
}
