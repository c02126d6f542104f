using System.Globalization;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Writing;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Registry;

/// <summary>
/// Answers queries for histories (QBP^Q11 with profile Z34) and for histories with a forecast (Z44; CDC implementation guide 2.5.1, release 1.5): Z32 or Z42 when one is meant, Z31 with those who are alike, Z33 when there is
/// nobody, or there are more than were asked for. For one thread at a time.
/// </summary>
internal sealed class QueryDesk(RegistryBook book, TimeProvider time)
{
    private const string Response = "RSP^K11^RSP_K11";
    private const int MostAlike = 10;
    private static readonly int[] s_needed = [4, 6];

    /// <summary>The answer to a query.</summary>
    public Answer Receive(Hl7Message message)
    {
        if (message.Find("QPD") is not { } query)
            return new Answer(AcknowledgementCode.AE, [new MessageError(MessageError.SegmentSequence, "The query has no parameters.")]);
        var kind = query[1].Component(1).Text;
        if (kind is not ("Z34" or "Z44"))
            return Reply(query, AcknowledgementCode.AR, "AR", "Z33", [new MessageError(MessageError.TableValue, "Queries are Z34 or Z44.", new("QPD", 1, 1))], _ => { });
        var missing = s_needed.Where(field => !query[field].HasValue).Select(field => new MessageError(MessageError.FieldMissing, $"QPD-{field} is needed.", new("QPD", 1, field))).ToList();
        if (missing.Count > 0)
            return Reply(query, AcknowledgementCode.AE, "AE", "Z33", missing, _ => { });
        var found = book.Find(query[3], query[4], query[6]);
        if (found.Exact is { } person)
            return Reply(query, AcknowledgementCode.AA, "OK", kind == "Z44" ? "Z42" : "Z32", [], answer => WriteHistory(answer, person, kind == "Z44"));
        if (found.Alike.Count == 0)
            return Reply(query, AcknowledgementCode.AA, "NF", "Z33", [], _ => { });
        return found.Alike.Count > Limit(message)
            ? Reply(query, AcknowledgementCode.AA, "TM", "Z33", [], _ => { })
            : Reply(query, AcknowledgementCode.AA, "OK", "Z31", [], answer => WriteAlike(answer, found.Alike));
    }

    // RCP-2: most records that are asked for.
    private static int Limit(Hl7Message message) =>
        int.TryParse(message.Find("RCP")?[2].Component(1).Text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : MostAlike;

    private static Answer Reply(Hl7Segment query, AcknowledgementCode code, string status, string profile, IReadOnlyList<MessageError> errors, Action<EditableMessage> complete) =>
        new(code, errors, Response, answer =>
        {
            answer.Set("MSH-21.1", profile);
            answer.Set("MSH-21.2", "CDCPHINVS");
            answer.Add("QAK", [.. Parts.Of(query[2]).At(1), new("2", status), .. Parts.Of(query[1]).At(3)]);
            answer.Add("QPD", Parts.Of(query, Enumerable.Range(1, query.FieldCount)));
            complete(answer);
        });

    private static void WriteAlike(EditableMessage answer, IReadOnlyList<RegisteredPerson> alike)
    {
        foreach (var (person, number) in alike.Select((person, place) => (person, place + 1)))
            answer.Add("PID", [new("1", Text(number)), .. person.Patient]);
    }

    private void WriteHistory(EditableMessage answer, RegisteredPerson person, bool hasForecast)
    {
        answer.Add("PID", [new("1", "1"), .. person.Patient]);
        foreach (var dose in person.Doses.OrderBy(dose => dose.Given))
        {
            answer.Add("ORC", [new("1", "RE"), .. dose.Order.At(3)]);
            answer.Add("RXA", dose.Administration);
            if (dose.Route.Count > 0)
                answer.Add("RXR", dose.Route);
            if (hasForecast && VaccineList.Find(dose.Cvx) is { } vaccine)
                WriteEvaluation(answer, vaccine, 1 + person.Doses.Count(other => other.Given < dose.Given && VaccineList.Find(other.Cvx)?.Group == vaccine.Group));
        }
        if (hasForecast)
            WriteForecast(answer, person);
    }

    private static void WriteEvaluation(EditableMessage answer, Vaccine vaccine, int number)
    {
        Observe(answer, 1, "CE", Parts.Field("30956-7", "Vaccine type", "LN"), Parts.Field(vaccine.Group, "", "CVX"));
        Observe(answer, 2, "NM", Parts.Field("30973-2", "Dose number in series", "LN"), [new("", Text(number))]);
        Observe(answer, 3, "ID", Parts.Field("59781-5", "Dose validity", "LN"), [new("", "Y")]);
    }

    // What comes next stands below an administration of nothing (CVX 998), as the guide has it.
    private void WriteForecast(EditableMessage answer, RegisteredPerson person)
    {
        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        var next = VaccineList.All.GroupBy(vaccine => vaccine.Group).Select(group => (Group: group.Key, Due: Due(person, group.First())));
        answer.Add("ORC", [new("1", "RE"), new("3.1", "9999"), new("3.2", RegistryBook.Namespace)]);
        answer.Add("RXA", [new("1", "0"), new("2", "1"), new("3", Stamps.Of(today)), .. Parts.Field("998", "No vaccine administered", "CVX").At(5), new("6", "999"), new("20", "NA")]);
        var number = 0;
        foreach (var (group, due) in next.Where(each => each.Due is not null).OrderBy(each => each.Due).Select((each, place) => (each.Group, each.Due!.Value)))
        {
            var sub = Text(++number);
            Observe(answer, (3 * number) - 2, "CE", Parts.Field("30956-7", "Vaccine type", "LN"), Parts.Field(group, "", "CVX"), sub);
            Observe(answer, (3 * number) - 1, "DT", Parts.Field("30980-7", "Date vaccine due", "LN"), [new("", Stamps.Of(due))], sub);
            Observe(answer, 3 * number, "CE", Parts.Field("59783-1", "Status in series", "LN"), due < today ? Parts.Field("LA13423-1", "Overdue", "LN") : Parts.Field("LA13422-3", "On schedule", "LN"), sub);
        }
    }

    private static DateOnly? Due(RegisteredPerson person, Vaccine vaccine)
    {
        var given = person.Doses.Count(dose => VaccineList.Find(dose.Cvx)?.Group == vaccine.Group);
        return given < vaccine.Months.Count ? person.Born.AddMonths(vaccine.Months[given]) : null;
    }

    private static void Observe(EditableMessage answer, int place, string type, IReadOnlyList<Part> code, IReadOnlyList<Part> value, string sub = "1") =>
        answer.Add("OBX", [new("1", Text(place)), new("2", type), .. code.At(3), new("4", sub), .. value.At(5), new("11", "F")]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
