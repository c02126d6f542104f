using System.Globalization;
using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.Laboratory;

namespace Carewright.Sandbox.Hospital;

/// <summary>Writes what a hospital sends: ADT (HL7 v2.5.1 ch. 3), discharge summaries (MDM^T02, ch. 9) and results (ORU^R01, ch. 7).</summary>
/// <param name="application">MSH-3.</param>
/// <param name="seed">Of results.</param>
/// <param name="ids">Numbers of messages, documents and orders.</param>
internal sealed class FeedWriter(string application, ulong seed, ControlIds ids)
{
    /// <summary>Namespace of the hospital's numbers.</summary>
    public const string Namespace = "SANDBOXHOSP";

    private const string Nothing = "\"\"";
    private static readonly IReadOnlyList<Part> s_receiver = [new("5", "CAREWRIGHT"), new("6", "CLINIC")];
    private static readonly IReadOnlyList<Part> s_attending = Parts.Field("SB7001", "Testwood", "Paula", "", "", "Dr.", "", "", Namespace);
    private readonly ResultDraw _results = new(TestCatalogue.Own, seed);
    private readonly ReportWriter _reports = new(application);

    /// <summary>The message of what has just happened.</summary>
    /// <param name="act">What.</param>
    /// <param name="about">To which record, as it is now.</param>
    /// <param name="at">When.</param>
    public byte[] Write(FeedAct act, Resident about, DateTimeOffset at) => act.Trigger switch
    {
        "ORU^R01" => Results(about, at),
        "MDM^T02" => Summary(act, about, at),
        "ADT^A40" => Merge(act, about, at),
        "ADT^A31" => Begin(act, at).Add("PID", Patient(about)).Add("PV1", [new Part("1", "1"), new Part("2", "N")]).ToBytes(),
        _ => Begin(act, at).Add("PID", Patient(about)).Add("PV1", Visit(about.Stay!, act)).ToBytes(),
    };

    private MessageDraft Begin(FeedAct act, DateTimeOffset at) =>
        new MessageDraft($"{act.Trigger}^{act.Structure}", application, s_receiver, ids.Next(), at).Add("EVN", [new Part("1", act.Trigger[4..]), new Part("2", Stamps.Of(at))]);

    private static IReadOnlyList<Part> Patient(Resident about) => about.Person.Demographics(Namespace, about.Number);

    // PID is the record that stays, MRG-1 the number that goes (HL7 v2.5.1 ch. 3.6.2.1).
    private byte[] Merge(FeedAct act, Resident gone, DateTimeOffset at) =>
        Begin(act, at).Add("PID", Patient(gone.Doubles!)).Add("MRG", [new Part("1.1", gone.Number), new Part("1.4", Namespace), new Part("1.5", "MR")]).ToBytes();

    private byte[] Summary(FeedAct act, Resident about, DateTimeOffset at)
    {
        var message = Begin(act, at).Add("PID", Patient(about)).Add("PV1", Visit(about.Stay!, act));
        message.Add("TXA",
        [
            new Part("1", "1"), new Part("2", "DS"), new Part("3", "TX"), new Part("4", Stamps.Of(at)), .. s_attending.At(9), new Part("12.1", "D" + ids.Next()), new Part("12.2", Namespace),
            new Part("17", "AU"), new Part("19", "AV"),
        ]);
        string[] lines = ["Discharge summary (generated).", $"Stay on {about.Stay!.Bed.Ward}; the course was without complications.", "Follow-up with the clinic in two weeks."];
        foreach (var (line, place) in lines.Select((line, place) => (line, place + 1)))
            message.Add("OBX", [new Part("1", place.ToString(CultureInfo.InvariantCulture)), new Part("2", "TX"), .. Parts.Field("18842-5", "Discharge summary", "LN").At(3), new Part("4", "1"), new Part("5", line), new Part("11", "F")]);
        return message.ToBytes();
    }

    private byte[] Results(Resident about, DateTimeOffset at)
    {
        var filler = "H" + ids.Next();
        var draw = new Draw(seed, filler);
        var service = draw.Pick(TestCatalogue.Own.Orderable.Where(entry => entry.Kind != EntryKind.Culture).ToList());
        var person = about.Person;
        var tested = new Tested(person.Sex, Math.Max(0, at.Year - person.Born.Year));
        var order = new OrderFacts(filler, [.. Patient(about).Where(part => part.Place != "1")], [new OrderedService(Observed.CodeOf(service), service)], tested, at)
        {
            Receiver = s_receiver,
            Provider = s_attending,
            Visit = [new("1", "1"), new("2", about.Stay!.Class), new("19.1", about.Stay.Visit), new("19.4", Namespace)],
        };
        return _reports.Write(order, _results.Of(service, filler, tested, 0), Stage.Final, ids.Next(), at);
    }

    private static IReadOnlyList<Part> Visit(Stay stay, FeedAct act) =>
    [
        new("1", "1"), new("2", stay.Class), .. Place(stay.Bed).At(3), .. act.Trigger == "ADT^A02" && stay.Before is { } before ? Place(before).At(6) : [], .. s_attending.At(7),
        new("19.1", stay.Visit), new("19.4", Namespace), new("44", Stamps.Of(stay.Begun)), .. End(stay, act),
    ];

    // Whoever cancels a discharge says that there is none: what is only left out would stay.
    private static IReadOnlyList<Part> End(Stay stay, FeedAct act) =>
        stay.Ended is { } ended ? [new("36", "01"), new("45", Stamps.Of(ended))] : act.Trigger == "ADT^A13" ? [new("36", Nothing), new("45", Nothing)] : [];

    private static IReadOnlyList<Part> Place(Bed bed) => Parts.Field(bed.Ward, bed.Room, bed.Number, Namespace);
}
