using Carewright.Gateway.Sending;

namespace Carewright.Interfaces.Partners;

/// <summary>What is sent to a partner, and where to: by MLLP, or posted (<see cref="Http"/>).</summary>
/// <param name="Host">Name or address of the partner's machine.</param>
/// <param name="Port">Its TCP port, 1 to 65535.</param>
/// <param name="IsSecure">TLS.</param>
internal sealed record PartnerTarget(string Host, int Port, bool IsSecure)
{
    /// <summary>That messages are posted; null: they go by MLLP.</summary>
    public HttpTarget? Http { get; init; }

    /// <summary>SHA-256 thumbprints (64 hexadecimal digits) of the certificates that the partner's machine may show; empty: one that this machine trusts, for the host's name. Needs TLS.</summary>
    public IReadOnlyList<string> Certificates { get; init => field = value ?? []; } = [];

    /// <summary>Whether this server shows its own certificate.</summary>
    public bool ShowsCertificate { get; init; }

    /// <summary>MSH-3: who sends.</summary>
    public string Application { get; init => field = value ?? "CAREWRIGHT"; } = "CAREWRIGHT";

    /// <summary>MSH-4.</summary>
    public string Facility { get; init => field = value ?? ""; } = "";

    /// <summary>MSH-5: who receives.</summary>
    public string TheirApplication { get; init => field = value ?? ""; } = "";

    /// <summary>MSH-6.</summary>
    public string TheirFacility { get; init => field = value ?? ""; } = "";

    /// <summary>MSH-11: <c>P</c>, or <c>T</c> or <c>D</c> while it is tested.</summary>
    public string ProcessingId { get; init => field = value ?? "P"; } = "P";

    /// <summary>MSH-12.</summary>
    public string Version { get; init => field = value ?? "2.5.1"; } = "2.5.1";

    /// <summary>Enhanced acknowledgement: the partner says first that it has a message, and later what came of it (MSH-15 and MSH-16 AL).</summary>
    public bool IsEnhanced { get; init; }

    /// <summary>Seconds that an acknowledgement may take, 1 to 600.</summary>
    public int AnswerSeconds { get; init => field = value == 0 ? 30 : value; } = 30;

    /// <summary>Whether the partner wants a connection of its own for each message.</summary>
    public bool ConnectsEachTime { get; init; }

    /// <summary>Whether it is an immunization registry that people may ask (QBP^Q11).</summary>
    public bool IsRegistry { get; init; }

    /// <summary>What for, v3-PurposeOfUse: <c>TREAT</c>, <c>HOPERAT</c>, <c>HPAYMT</c>, or <c>PUBHLTH</c> for a registry: then patients find it in their accounting of disclosures.</summary>
    public string Purpose { get; init => field = value ?? "TREAT"; } = "TREAT";

    /// <summary>What is sent.</summary>
    public IReadOnlyList<SendRoute> Routes { get; init => field = value ?? []; } = [];

    /// <summary>The partner's own maps for what is sent, on top of those of the program (docs/architecture/mapping.md).</summary>
    public string Maps { get; init => field = value ?? ""; } = "";

    /// <summary>Where messages are posted.</summary>
    internal Uri AddressOf(HttpTarget http) => new(FormattableString.Invariant($"{(IsSecure ? "https" : "http")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}{http.Path}"));
}

/// <summary>A message that is sent when the record changes.</summary>
/// <param name="Message">Type and event, <c>OML^O21</c>.</param>
/// <param name="Of">The resource type whose changes lead to it.</param>
/// <param name="When">FHIRPath that holds after the change, and did not hold before it.</param>
internal sealed record SendRoute(string Message, string Of, string When)
{
    /// <summary>FHIRPath that held before the change; null: whatever was before.</summary>
    public string? Before { get; init; }

    /// <summary>FHIRPath of a text: what is changed at once and has the same one goes in one message (<c>requisition.value</c>). Null: each by itself.</summary>
    public string? Together { get; init; }

    /// <summary>Each change after which the condition holds is sent, also when it held before: a feed of what patients are like.</summary>
    public bool EachChange { get; init; }

    /// <summary>Which changes it is sent for.</summary>
    internal SendCondition Condition => new(Of, When) { Before = Before, Together = Together, EachChange = EachChange };
}
