using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Registry;

/// <summary>
/// Takes vaccinations (VXU^V04; CDC implementation guide 2.5.1, release 1.5). What lacks a required field is not taken and makes the answer AE, with an ERR for each; the other doses of the message are taken. For one thread
/// at a time.
/// </summary>
internal sealed class VaccinationDesk(RegistryBook book, TimeProvider time)
{
    private static readonly Required[] s_patient = [new(3, 1, "an identifier"), new(5, 1, "a family name"), new(7, 0, "a date of birth"), new(8, 0, "a sex")];
    private static readonly Required[] s_dose = [new(3, 0, "a date"), new(5, 1, "a vaccine"), new(6, 0, "an amount")];

    /// <summary>The answer to a message of vaccinations.</summary>
    public Answer Receive(Hl7Message message)
    {
        var errors = new List<MessageError>();
        if (message.Find("PID") is not { } patient)
            errors.Add(new MessageError(MessageError.SegmentSequence, "The message has no patient."));
        else if (Missing(patient, "PID", 1, s_patient, errors) && IsDay(patient[7], "PID", 1, 7, errors))
            Take(message, patient, errors);
        return new Answer(errors.Exists(error => !error.IsWarning) ? AcknowledgementCode.AE : AcknowledgementCode.AA, errors, Complete: answer =>
        {
            answer.Set("MSH-21.1", "Z23");
            answer.Set("MSH-21.2", "CDCPHINVS");
        });
    }

    private void Take(Hl7Message message, Hl7Segment patient, List<MessageError> errors)
    {
        var person = default(RegisteredPerson);
        var (orders, doses) = (0, 0);
        Hl7Segment? order = null;
        foreach (var segment in message.Segments())
        {
            if (segment.Is("ORC"))
                (order, orders) = (segment, orders + 1);
            if (!segment.Is("RXA"))
                continue;
            doses++;
            if (!Missing(segment, "RXA", doses, s_dose, errors) || !IsDay(segment[3], "RXA", doses, 3, errors) || !HasNumber(order, orders, errors))
                continue;
            Warn(segment, doses, errors);
            person ??= book.Register(patient);
            RegistryBook.Keep(person, DoseOf(message, segment, order!.Value), segment[21].Text == "D");
        }
    }

    private static Dose DoseOf(Hl7Message message, Hl7Segment given, Hl7Segment order)
    {
        var route = given.Place + 1 < message.SegmentCount && message[given.Place + 1] is var next && next.Is("RXR") ? Parts.Of(next, 1, 2) : [];
        var number = order[3].Component(1).Text + "^" + order[3].Component(2).Text;
        return new Dose(number, Parts.Of(order[3]), Stamps.Day(given[3].Text)!.Value, Cvx(given[5]), Parts.Of(given, Enumerable.Range(1, 22)), route);
    }

    private static string Cvx(Hl7Value code) => code.Component(3).Text == "CVX" ? code.Component(1).Text : code.Component(6).Text == "CVX" ? code.Component(4).Text : "";

    // True when nothing is missing.
    private static bool Missing(Hl7Segment segment, string name, int occurrence, IEnumerable<Required> required, List<MessageError> errors)
    {
        var missing = required.Where(each => !(each.Component == 0 ? segment[each.Field] : segment[each.Field].Component(each.Component)).HasValue).ToList();
        errors.AddRange(missing.Select(each => new MessageError(MessageError.FieldMissing, $"{name}-{each.Field} needs {each.What}.", new(name, occurrence, each.Field))));
        return missing.Count == 0;
    }

    private bool IsDay(Hl7Value value, string name, int occurrence, int field, List<MessageError> errors)
    {
        var fault = Stamps.Day(value.Text) is not { } day ? "is no date" : day > DateOnly.FromDateTime(time.GetLocalNow().DateTime).AddDays(1) ? "lies ahead" : null;
        if (fault is not null)
            errors.Add(new MessageError(MessageError.DataType, $"{name}-{field} {fault}.", new(name, occurrence, field)));
        return fault is null;
    }

    private static bool HasNumber(Hl7Segment? order, int occurrence, List<MessageError> errors)
    {
        if (order is { } known && known[3].HasValue)
            return true;
        errors.Add(new MessageError(MessageError.FieldMissing, "ORC-3 needs the number of the vaccination.", new("ORC", Math.Max(1, occurrence), 3)));
        return false;
    }

    private static void Warn(Hl7Segment given, int occurrence, List<MessageError> errors)
    {
        if (VaccineList.Find(Cvx(given[5])) is null)
            errors.Add(new MessageError(MessageError.TableValue, "RXA-5 names a vaccine that is not forecast here.", new("RXA", occurrence, 5)) { IsWarning = true });
        if (given[9].Component(1).Text == "00" && !given[15].HasValue)
            errors.Add(new MessageError(MessageError.FieldMissing, "RXA-15 should have the lot of what was given here.", new("RXA", occurrence, 15)) { IsWarning = true });
    }

    /// <summary>A field that must have a value, or one of its components must.</summary>
    private readonly record struct Required(int Field, int Component, string What);
}
