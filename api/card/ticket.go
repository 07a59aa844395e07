package card

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MovieTicketIn is the input of [MovieTicketUpdateUser].
type MovieTicketIn struct {
	CodeIn
	TicketClass   string          `json:"ticket_class"` // such as 2D, 3D or 4D
	ShowTime      endpoint.Time   `json:"show_time"`    // when the film begins
	Duration      endpoint.Number `json:"duration"`     // a whole number; by the sample's 120 in minutes
	ScreeningRoom string          `json:"screening_room,omitempty"`
	Seats         []string        `json:"seat_number,omitempty"`
}

// CheckInIn is the input of [BoardingPassCheckIn].
type CheckInIn struct {
	CodeIn
	// ETicket is the number of the electronic ticket (电子客票号), of at most 14 digits.
	ETicket      string        `json:"etkt_bnr"`
	Class        string        `json:"class"` // such as 头等舱, of at most 5 Chinese characters
	Seat         string        `json:"seat,omitempty"`
	Gate         string        `json:"gate,omitempty"`
	BoardingTime endpoint.Time `json:"boarding_time,omitzero"` // when boarding begins
	// QRCodeData is the content of the QR code that the phone shows for the check-in.
	QRCodeData string `json:"qrcode_data,omitempty"`
	// IsCancel undoes the check-in; the other fields then do not count.
	IsCancel bool `json:"is_cancel,omitempty"`
}

// MeetingTicketIn is the input of [MeetingTicketUpdateUser].
type MeetingTicketIn struct {
	CodeIn
	Zone      string        `json:"zone,omitempty"`
	Entrance  string        `json:"entrance,omitempty"`
	Seat      string        `json:"seat_number,omitempty"`
	BeginTime endpoint.Time `json:"begin_time,omitzero"` // when the meeting begins
	EndTime   endpoint.Time `json:"end_time,omitzero"`   // when it ends
}

// UpdateMovieTicket sets the film's time and the seats of a user's ticket.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) UpdateMovieTicket(ctx context.Context, in MovieTicketIn) error {
	return endpoint.Do(ctx, s.client, MovieTicketUpdateUser, in)
}

// CheckIn sets the seat and the gate of a user's boarding pass, or undoes that.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) CheckIn(ctx context.Context, in CheckInIn) error {
	return endpoint.Do(ctx, s.client, BoardingPassCheckIn, in)
}

// UpdateMeetingTicket sets the time and the seat of a user's ticket.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) UpdateMeetingTicket(ctx context.Context, in MeetingTicketIn) error {
	return endpoint.Do(ctx, s.client, MeetingTicketUpdateUser, in)
}
