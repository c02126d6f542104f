using Carewright.Gateway.Receiving;
using Carewright.Mapping;

namespace Carewright.Interfaces.Partners;

/// <summary>Another system that exchanges HL7 v2 messages with the clinic: a laboratory, a hospital, a registry. What it does here, it does as an account of its own (<see cref="AccountOf"/>), so that policy and log have a name for it.</summary>
/// <param name="Id"><c>[a-z0-9-]{1,40}</c>; it never changes: part of identifier systems that are minted for the partner.</param>
/// <param name="Name">For people.</param>
/// <param name="IsEnabled">Whether messages are exchanged with it.</param>
internal sealed record Partner(string Id, string Name, bool IsEnabled = true)
{
    private static readonly Dictionary<string, string> s_none = [];

    // What JSON leaves out comes as null to its setter: each says itself what it is then.
    /// <summary>Where its messages come in; null: none do.</summary>
    public PartnerPort? Receive { get; init; }

    /// <summary>That it posts its messages (HL7 over HTTP); null: it does not.</summary>
    public HttpEntrance? Http { get; init; }

    /// <summary>What is sent to it, and where to; null: nothing is.</summary>
    public PartnerTarget? Send { get; init; }

    /// <summary>That it is a laboratory instrument, which speaks LIS1-A and LIS2-A2 (ASTM E1381, E1394) in place of HL7 v2; null: it is none.</summary>
    public AnalyserLine? Analyser { get; init; }

    /// <summary>Who is this partner on its port (MSH-3 and MSH-4; of an instrument the first and the third component of H-5); empty: everybody who may connect there.</summary>
    public IReadOnlyList<PartnerSender> Senders { get; init => field = value ?? []; } = [];

    /// <summary>Which messages are taken: <c>ADT</c>, <c>ORU^R01</c>; empty: all that there are maps for.</summary>
    public IReadOnlyList<string> Messages { get; init => field = value ?? []; } = [];

    /// <summary>MSH-11 that are taken: <c>P</c> in production; a partner under test sends <c>T</c> or <c>D</c>.</summary>
    public IReadOnlyList<string> ProcessingIds { get; init => field = value ?? ["P"]; } = ["P"];

    /// <summary>IANA time zone of times that name no offset.</summary>
    public string TimeZone { get; init => field = value ?? "UTC"; } = "UTC";

    /// <summary>Whether messages carry numbers (MSH-13, the sequence number protocol of HL7 v2.8 ch. 2.10.1), both ways: what comes is taken in their order, what is sent is numbered.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>When a message in original mode is acknowledged.</summary>
    public AcknowledgeWhen Acknowledge { get; init; }

    /// <summary>Identifier systems (URIs) by assigning authority.</summary>
    public IReadOnlyDictionary<string, string> Authorities { get; init => field = value ?? s_none; } = s_none;

    /// <summary>What its own codes mean.</summary>
    public IReadOnlyList<CodeMap> Codes { get; init => field = value ?? []; } = [];

    /// <summary>Its own maps on top of those of the program (docs/architecture/mapping.md).</summary>
    public string Maps { get; init => field = value ?? ""; } = "";

    /// <summary>What is agreed on about its messages, as conformance profiles; empty: nothing more than that there is a map.</summary>
    public IReadOnlyList<AgreedProfile> Profiles { get; init => field = value ?? []; } = [];

    /// <summary>When patients are taken for the same.</summary>
    public MatchRules Matching { get; init => field = value ?? MatchRules.Default; } = MatchRules.Default;

    /// <summary>From when on it is in trouble.</summary>
    public PartnerLimits Limits { get; init => field = value ?? PartnerLimits.Usual; } = PartnerLimits.Usual;

    /// <summary>The user name of a partner's account.</summary>
    public static string AccountOf(string id) => $"partner.{id}";
}

/// <summary>A conformance profile that a partner's messages are held against.</summary>
/// <param name="Xml">The profile (HL7 v2.8 ch. 2B.9, <c>HL7v2xConformanceProfile</c>).</param>
/// <param name="IsBinding">A message that it does not allow is refused, with every place; otherwise only the try-out tells.</param>
internal sealed record AgreedProfile(string Xml, bool IsBinding = false);

/// <summary>A port of this server that takes a partner's messages (MLLP). Several partners may share one.</summary>
/// <param name="Port">TCP port, 1 to 65535.</param>
/// <param name="IsSecure">TLS, with the server's certificate.</param>
internal sealed record PartnerPort(int Port, bool IsSecure)
{
    /// <summary>SHA-256 thumbprints (64 hexadecimal digits) of the certificates that the partner may show; empty: it shows none. Needs TLS.</summary>
    public IReadOnlyList<string> Certificates { get; init => field = value ?? []; } = [];

    /// <summary>Addresses (<c>192.0.2.7</c>) and networks (<c>192.0.2.0/24</c>) that it connects from; empty: from anywhere, which needs a certificate.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = value ?? []; } = [];
}

/// <summary>Who sends: what a message says of itself.</summary>
/// <param name="Application">MSH-3.1, or H-5.1: the instrument's name; empty: any.</param>
/// <param name="Facility">MSH-4.1, or H-5.3: the instrument's serial number; empty: any.</param>
internal sealed record PartnerSender(string Application, string Facility);

/// <summary>From when on a partner is in trouble.</summary>
/// <param name="SilentMinutes">Nothing has come for so long; null: it may be silent as long as it likes.</param>
/// <param name="OpenMinutes">A message waits to be applied for so long.</param>
/// <param name="DeadPerHour">So many messages of the last hour cannot be applied.</param>
internal sealed record PartnerLimits(int? SilentMinutes = null, int OpenMinutes = 15, int DeadPerHour = 10)
{
    /// <summary>What holds where nothing else is said.</summary>
    internal static PartnerLimits Usual { get; } = new();

    /// <summary>Whether they make sense.</summary>
    internal bool IsSound => SilentMinutes is null or (>= 1 and <= 44_640) && OpenMinutes is >= 1 and <= 44_640 && DeadPerHour is >= 1 and <= 1_000;
}

/// <summary>When a message in original acknowledgement mode is acknowledged. In enhanced mode the message itself asks (MSH-15, MSH-16).</summary>
internal enum AcknowledgeWhen
{
    /// <summary>When it is on disk: nothing is lost, and what cannot be applied is the clinic's to mend.</summary>
    Durable,

    /// <summary>When it is in the record, or cannot be: the sender is told which.</summary>
    Applied,
}
