using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Carewright.Gateway.Sending;
using Carewright.Mapping.Writing;
using Carewright.Mllp;

namespace Carewright.Interfaces.Partners;

/// <summary>What is sent to a partner, with what is made of its settings once. Immutable, safe for many threads.</summary>
internal sealed class ReadyTarget
{
    private readonly Partner _partner;
    private readonly FhirToV2 _maps;
    private readonly TimeZoneInfo _zone;

    internal ReadyTarget(Partner partner, PartnerTarget settings, TimeZoneInfo zone)
    {
        (_partner, Settings, _zone) = (partner, settings, zone);
        _maps = settings.Maps.Length == 0 ? FhirToV2.Base : FhirToV2.Base.With(settings.Maps).Mapping ?? throw new InvalidDataException($"The maps of what is sent to partner {partner.Id} have errors.");
        Routes = [.. settings.Routes.Select(route => new ReadyRoute(route.Message, SendTrigger.Compile(route.Condition).Trigger ?? throw new InvalidDataException($"A route of partner {partner.Id} does not compile.")))];
    }

    internal PartnerTarget Settings { get; }

    /// <summary>Id of the partner.</summary>
    internal string Id => _partner.Id;

    /// <summary>Whether what is sent is numbered.</summary>
    internal bool IsNumbered => _partner.IsNumbered;

    /// <summary>What leads to which message.</summary>
    internal IReadOnlyList<ReadyRoute> Routes { get; }

    /// <summary>The message that says something.</summary>
    /// <param name="type">Type and event.</param>
    /// <param name="foci">What it is about.</param>
    /// <param name="record">The record as the partner may see it.</param>
    /// <param name="controlId">MSH-10.</param>
    /// <param name="at">When it is made.</param>
    internal WrittenMessage Write(string type, IReadOnlyList<string> foci, ReleasedRecord record, string controlId, DateTimeOffset at) => _maps.Write(type, new OutboundRecord(foci, record.Find), Context(controlId, at));

    /// <summary>A question, with the parameters of <see cref="Write"/>: its answer is the application's, on the same connection, and nothing comes before it.</summary>
    internal WrittenMessage Ask(string type, IReadOnlyList<string> foci, ReleasedRecord record, string controlId, DateTimeOffset at) =>
        _maps.Write(type, new OutboundRecord(foci, record.Find), Context(controlId, at) with { AcceptAcknowledgement = "NE", ApplicationAcknowledgement = "AL" });

    private WritingContext Context(string controlId, DateTimeOffset at) => new(controlId, at, _zone)
    {
        SendingApplication = Settings.Application,
        SendingFacility = Settings.Facility,
        ReceivingApplication = Settings.TheirApplication,
        ReceivingFacility = Settings.TheirFacility,
        ProcessingId = Settings.ProcessingId,
        Version = Settings.Version,
        Authorities = _partner.Authorities,
        Codes = _partner.Codes,
        AcceptAcknowledgement = Settings.IsEnhanced ? "AL" : "",
        ApplicationAcknowledgement = Settings.IsEnhanced ? "AL" : "",
    };

    /// <summary>How the partner is connected to.</summary>
    /// <param name="own">The server's own certificate with its key, for each connection anew; null: it has none.</param>
    internal MllpClientOptions Options(Func<X509Certificate2>? own) => new(Settings.Host, Settings.Port, Settings.IsSecure ? new MllpClientTls(null, Pinned(), Settings.ShowsCertificate ? own : null) : null)
    {
        AnswerTime = TimeSpan.FromSeconds(Settings.AnswerSeconds),
        KeepsConnection = !Settings.ConnectsEachTime,
    };

    // A certificate that is named is good, whoever signed it; others are not, whoever signed them.
    private Func<X509Certificate2, System.Net.Security.SslPolicyErrors, bool>? Pinned() => Settings.Certificates.Count == 0 ? null
        : (certificate, _) => Settings.Certificates.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256), StringComparer.OrdinalIgnoreCase);
}

/// <summary>Which changes lead to which message.</summary>
/// <param name="Message">Type and event.</param>
/// <param name="Trigger">The changes.</param>
internal sealed record ReadyRoute(string Message, SendTrigger Trigger);
