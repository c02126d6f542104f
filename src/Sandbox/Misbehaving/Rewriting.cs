using Carewright.Hl7v2;
using Carewright.Hl7v2.Writing;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.People;

namespace Carewright.Sandbox.Misbehaving;

/// <summary>Makes messages that leave at another time, or are about something else, of messages that were right.</summary>
internal static class Rewriting
{
    private const int TimesLate = 10;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);

    /// <summary>The message, long after it is due.</summary>
    public static IReadOnlyList<Departure> Late(Departure departure, Draw draw) =>
        [departure with { Due = departure.Due + (TimesLate * (departure.Step > s_shortest ? departure.Step : s_shortest)) }];

    /// <summary>The message, and what corrects it.</summary>
    public static IReadOnlyList<Departure> Corrected(Departure departure, Draw draw) =>
        departure.Correct is { } correct ? [departure, departure with { Due = departure.Due + departure.Step, Make = correct, Correct = null }] : [departure];

    /// <summary>About a person whom nobody knows.</summary>
    public static Func<Hl7Message, byte[]> ToSomebodyElse(Draw draw)
    {
        var person = SyntheticPerson.Of((ulong)draw.Below(int.MaxValue), draw.Between(500, 999));
        return message =>
        {
            var other = EditableMessage.Of(message);
            foreach (var (place, _) in message.Segments().Select((segment, place) => (place, segment)).Where(each => each.segment.Is("PID")))
            {
                foreach (var field in new[] { 2, 3, 4, 5, 7 })
                    other.SetRaw(place, new Hl7Path("PID", 0, field), []);
                foreach (var part in person.Identity("NOWHERE"))
                    other.Set(place, Hl7Path.Parse($"PID-{part.Place}"), part.Text);
            }
            return other.ToBytes();
        };
    }

    /// <summary>About an order that nobody has placed.</summary>
    public static Func<Hl7Message, byte[]> ToAnotherOrder(Draw draw)
    {
        var number = "X" + draw.Digits();
        return message =>
        {
            var other = EditableMessage.Of(message);
            for (var place = 0; place < message.SegmentCount; place++)
                if ((message[place].Is("ORC") || message[place].Is("OBR")) && message[place][2].HasValue)
                    other.Set(place, new Hl7Path(message[place].Name, 0, 2, 1, 1), number);
            return other.ToBytes();
        };
    }
}
