using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Carewright.Astm.Records;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Profiles;
using Carewright.Kernel;
using Carewright.Mapping;
using Carewright.Mapping.Analysers;

namespace Carewright.Interfaces.Partners;

/// <summary>A partner with what is made of its settings once: compiled maps, networks, time zone. Immutable, safe for many threads.</summary>
internal sealed class ReadyPartner
{
    private readonly V2Mapping _mapping;
    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlyList<IPNetwork> _networks;
    private readonly IReadOnlyList<IPNetwork> _posting;
    private readonly HashSet<string> _certificates;
    private readonly HashSet<string> _messages;
    private readonly MappingContext _context;
    private readonly IReadOnlyList<(ConformanceProfile Profile, bool IsBinding)> _profiles;

    internal ReadyPartner(Partner partner)
    {
        Settings = partner;
        _mapping = partner.Maps.Length == 0 ? V2Mapping.Base : V2Mapping.Base.With(partner.Maps).Mapping ?? throw new InvalidDataException($"The maps of partner {partner.Id} have errors.");
        _zone = TimeZoneInfo.FindSystemTimeZoneById(partner.TimeZone);
        _networks = [.. (partner.Receive?.Addresses ?? []).Select(NetworkOf)];
        _posting = [.. (partner.Http?.Addresses ?? []).Select(NetworkOf)];
        _certificates = new HashSet<string>(partner.Receive?.Certificates ?? [], StringComparer.OrdinalIgnoreCase);
        _messages = [.. partner.Messages];
        _profiles = [.. partner.Profiles.Select(agreed => (ConformanceProfile.Read(Encoding.UTF8.GetBytes(agreed.Xml)).Profile ?? throw new InvalidDataException($"A profile of partner {partner.Id} has errors."), agreed.IsBinding))];
        Target = partner.Send is { } target ? new ReadyTarget(partner, target, _zone) : null;
        Tests = new AnalyserCodes(partner.Codes);
        _context = new MappingContext(partner.Id, default, default, partner.Authorities, partner.Codes);
    }

    internal Partner Settings { get; }

    /// <summary>What is sent to it; null: nothing is.</summary>
    internal ReadyTarget? Target { get; }

    /// <summary>What an instrument's tests mean.</summary>
    internal AnalyserCodes Tests { get; }

    /// <summary>What an instrument's texts are written in.</summary>
    internal AstmCharset Charset => Settings.Analyser is { IsUtf8: true } ? AstmCharset.Utf8 : AstmCharset.Latin1;

    /// <summary>A moment by the partner's clock.</summary>
    internal DateTimeOffset LocalOf(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone);

    /// <summary>Whether the partner may be whoever shows this certificate at this address.</summary>
    internal bool Admits(IPAddress remote, X509Certificate2? certificate) => AdmitsAddress(remote) && (_certificates.Count == 0 || (certificate is not null && AdmitsCertificate(certificate)));

    /// <summary>Whether it connects from there.</summary>
    internal bool AdmitsAddress(IPAddress remote) => IsIn(_networks, remote);

    /// <summary>Whether it is the partner who posts from there with this password.</summary>
    internal bool AdmitsPost(IPAddress remote, string password) => Settings is { IsEnabled: true, Http: { } entrance } && IsIn(_posting, remote) && PartnerSecrets.IsPasswordOf(entrance, password);

    /// <summary>Whether it shows this certificate: it is pinned, so that no authority can name another.</summary>
    internal bool AdmitsCertificate(X509Certificate2 certificate) => _certificates.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256));

    /// <summary>Whether a message says of itself that it is this partner's.</summary>
    internal bool IsSender(Hl7Message message)
    {
        var (application, facility) = (message[0][3].Component(1).Text, message[0][4].Component(1).Text);
        return Settings.Senders.Count == 0 || Settings.Senders.Any(sender => (sender.Application.Length == 0 || sender.Application == application) && (sender.Facility.Length == 0 || sender.Facility == facility));
    }

    /// <summary>Whether an instrument's message says of itself that it is this partner's.</summary>
    internal bool IsSender(AstmMessage message)
    {
        var (name, serial) = (message.Header.Sender.Component(1).Text.Trim(' '), message.Header.Sender.Component(3).Text.Trim(' '));
        return Settings.Senders.Count == 0 || Settings.Senders.Any(sender => (sender.Application.Length == 0 || sender.Application == name) && (sender.Facility.Length == 0 || sender.Facility == serial));
    }

    /// <summary>Whether a message of this type is agreed on.</summary>
    /// <param name="type">Type, such as <c>ORU</c>.</param>
    /// <param name="whole">Type and event, such as <c>ORU^R01</c>.</param>
    internal bool Takes(string type, string whole) => _messages.Count == 0 || _messages.Contains(whole) || _messages.Contains(type);

    /// <summary>Whether there is a map for it.</summary>
    internal bool HasMap(string type, string whole) => _mapping.Messages.Contains(whole) || _mapping.Messages.Contains(type);

    /// <summary>What the profiles of its type do not allow in a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isBinding">Only by those that a message is refused for.</param>
    internal IEnumerable<Issue> Disagreements(Hl7Message message, bool isBinding) =>
        _profiles.Where(agreed => (agreed.IsBinding || !isBinding) && agreed.Profile.IsOf(message)).SelectMany(agreed => agreed.Profile.Check(message));

    /// <summary>What a message of this partner says, in FHIR.</summary>
    /// <param name="message">The message.</param>
    /// <param name="at">When it came.</param>
    internal MappedMessage Map(Hl7Message message, DateTimeOffset at) => _mapping.Map(message, _context with { ReceivedAt = at, LocalOffset = _zone.GetUtcOffset(at) });

    /// <summary>An instrument's message; null with what is wrong with it.</summary>
    internal (AstmMessage? Message, Issue? Fault) ReadAstm(ReadOnlyMemory<byte> raw)
    {
        var (message, fault) = AstmMessage.Read(raw, new ReadOptions(Charset));
        return (message, fault);
    }

    /// <summary>What an instrument's message of results says, in FHIR.</summary>
    /// <param name="message">The message.</param>
    /// <param name="at">When it came.</param>
    /// <param name="specimen">The specimen that it is of; null: it is not known.</param>
    internal MappedMessage Map(AstmMessage message, DateTimeOffset at, KnownSpecimen? specimen) => AstmToFhir.Map(message, _context with { ReceivedAt = at, LocalOffset = _zone.GetUtcOffset(at) }, specimen);

    private static bool IsIn(IReadOnlyList<IPNetwork> networks, IPAddress remote)
    {
        var address = remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote;
        return networks.Count == 0 || networks.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }

    private static IPNetwork NetworkOf(string text) => IPNetwork.TryParse(text, out var network) ? network : new IPNetwork(IPAddress.Parse(text), IPAddress.Parse(text).GetAddressBytes().Length * 8);
}
