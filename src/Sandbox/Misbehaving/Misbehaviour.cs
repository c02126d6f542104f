using Carewright.Hl7v2.Acknowledging;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Misbehaving;

/// <summary>A way in which a partner does not do what it should.</summary>
public sealed class Misbehaviour
{
    private const string Hl7 = $"{PartnerKind.Lab} {PartnerKind.HospitalName} {PartnerKind.RegistryName}";
    private const string All = $"{Hl7} {PartnerKind.AnalyserName}";
    private const string Hl7Senders = $"{PartnerKind.Lab} {PartnerKind.HospitalName}";
    private const string Senders = $"{Hl7Senders} {PartnerKind.AnalyserName}";

    private Misbehaviour(string name, string partners, string description) => (Name, Partners, Description) = (name, partners.Split(' '), description);

    /// <summary>All ways: one more is one more line here.</summary>
    public static IReadOnlyList<Misbehaviour> Known { get; } =
    [
        new("late", Senders, "a message leaves long after it is due") { Departing = Rewriting.Late },
        new("duplicate", Senders, "a message is sent twice and is the same to the byte") { Departing = (departure, _) => [departure with { Times = 2 }] },
        new("corrected", $"{PartnerKind.Lab} {PartnerKind.AnalyserName}", "a final result is followed by a corrected one") { Departing = Rewriting.Corrected },
        new("garbled", Senders, "a message comes broken first (other bytes, segments out of order, or cut), then whole") { Departing = (departure, draw) => [departure with { Forerunner = Garbling.Draw(draw) }] },
        new("unknown-patient", Hl7Senders, "a message is about somebody with other identifiers, name and date of birth") { Departing = (departure, draw) => [departure with { Change = Rewriting.ToSomebodyElse(draw) }] },
        new("wrong-order", PartnerKind.Lab, "a result names an order that nobody has placed") { Departing = (departure, draw) => [departure with { Change = Rewriting.ToAnotherOrder(draw) }] },
        new("disconnect", Hl7Senders, "the connection ends in the middle of a message, which then comes whole") { Departing = (departure, _) => [departure with { IsTornFirst = true }] },
        new("silent", All, "a message is taken and never acknowledged") { Receiving = _ => new Reception(null, "no answer, on request") },
        new("refuse", Hl7, "a message is refused (AE or AR)") { Receiving = draw => draw.Permille(500) ? new Reception(AcknowledgementCode.AE, "AE, on request") : new Reception(AcknowledgementCode.AR, "AR, on request") },
    ];

    /// <summary>What it is called at the command line.</summary>
    public string Name { get; }

    /// <summary>The kinds of partners that can do it.</summary>
    public IReadOnlyList<string> Partners { get; }

    /// <summary>What happens, in half a sentence.</summary>
    public string Description { get; }

    /// <summary>What becomes of a message that is to be sent; null when it has nothing to do with sending.</summary>
    internal Func<Departure, Draw, IReadOnlyList<Departure>>? Departing { get; private init; }

    /// <summary>What is done with a message that comes; null when it has nothing to do with that.</summary>
    internal Func<Draw, Reception>? Receiving { get; private init; }
}

/// <summary>How a message is received by a partner that misbehaves.</summary>
/// <param name="Code">The answer; null for none.</param>
/// <param name="Saying">What is printed.</param>
internal sealed record Reception(AcknowledgementCode? Code, string Saying);
