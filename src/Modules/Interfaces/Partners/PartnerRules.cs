using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Carewright.Hl7v2.Profiles;
using Carewright.Kernel;
using Carewright.Mapping;

namespace Carewright.Interfaces.Partners;

/// <summary>What a partner may look like. Whoever can reach a port must be known by a certificate or an address, and two partners of one port must be told apart.</summary>
internal static partial class PartnerRules
{
    private const int MostListed = 500;
    private const int MostCodes = 20_000;
    private const int MostMaps = 256 * 1024;
    private const int MostProfiles = 50;
    private const int MostOfProfiles = 1024 * 1024;

    /// <summary>Everything that is wrong with a partner among the others.</summary>
    internal static List<Issue> Check(Partner partner, IEnumerable<Partner> others)
    {
        var issues = new List<Issue>();
        void Wrong(bool isWrong, string code, string message, string location)
        {
            if (isWrong)
                issues.Add(Issue.Error(IssueTypes.Value, code, message, location));
        }
        Wrong(!IdForm().IsMatch(partner.Id), "PARTNER-ID", "An id is 1 to 40 letters a-z, digits and hyphens.", "id");
        Wrong(partner.Name.Trim().Length is 0 or > 120 || partner.Name.Any(char.IsControl), "PARTNER-NAME", "A name is 1 to 120 characters.", "name");
        Wrong(!TimeZoneInfo.TryFindSystemTimeZoneById(partner.TimeZone, out _), "PARTNER-TIME-ZONE", "It is an IANA time zone, such as America/Chicago.", "timeZone");
        Wrong(partner.ProcessingIds.Count == 0 || partner.ProcessingIds.Any(id => id is not ("P" or "T" or "D")), "PARTNER-PROCESSING", "Processing ids are P, T and D.", "processingIds");
        Wrong(partner.Messages.Count > MostListed || partner.Messages.Any(type => !MessageForm().IsMatch(type)), "PARTNER-MESSAGES", "A message is a type and an event, such as ORU^R01, or a type alone.", "messages");
        Wrong(partner.Senders.Count > MostListed || partner.Senders.Any(sender => sender is { Application: "", Facility: "" }), "PARTNER-SENDERS", "A sender has an application or a facility.", "senders");
        Wrong(!partner.Matching.IsSound, "PARTNER-MATCHING", "Thresholds are between 0 and 1 and do not contradict one another.", "matching");
        Wrong(!partner.Limits.IsSound, "PARTNER-LIMITS", "Minutes are 1 to 44,640, messages 1 to 1,000.", "limits");
        Wrong(partner.Authorities.Count > MostListed || partner.Authorities.Any(pair => pair.Key.Length is 0 or > 200 || !IsUri(pair.Value)), "PARTNER-AUTHORITIES", "An authority has a name and the absolute URI of what it numbers.", "authorities");
        Wrong(partner.Codes.Count > MostCodes || partner.Codes.Any(code => code.Table.Length == 0 || code.Code.Length == 0 || code.Target.Length == 0 || !IsUri(code.System)), "PARTNER-CODES", "A code has a table, a code, and the system and code that it means.", "codes");
        Wrong(partner.Maps.Length > MostMaps, "PARTNER-MAPS", "Maps have at most 256 KiB.", "maps");
        if (partner.Maps.Length is > 0 and <= MostMaps)
            issues.AddRange(V2Mapping.Base.With(partner.Maps).Issues.Where(issue => issue.IsError).Select(issue => Issue.Error(issue.Type, issue.Code, issue.Message, $"maps:{issue.Location}")));
        Wrong(partner.Profiles.Count > MostProfiles || partner.Profiles.Sum(agreed => (long)agreed.Xml.Length) > MostOfProfiles, "PARTNER-PROFILES", "There are at most 50 profiles, of 1 MiB together.", "profiles");
        if (issues.Count == 0)
            issues.AddRange(partner.Profiles.SelectMany(Check));
        if (partner.Receive is { } port)
            issues.AddRange(Check(port).Concat(Apart(partner, port, others)));
        if (partner.Http is { } entrance)
            issues.AddRange(HttpRules.Check(partner, entrance));
        if (partner.Send is { } target)
            issues.AddRange(TargetRules.Check(target));
        if (partner.Analyser is { } line)
            issues.AddRange(AnalyserRules.Check(partner, line));
        return issues;
    }

    private static IEnumerable<Issue> Check(AgreedProfile agreed, int place) => ConformanceProfile.Read(Encoding.UTF8.GetBytes(agreed.Xml)).Issues.Where(issue => issue.IsError)
        .Select(issue => Issue.Error(issue.Type, issue.Code, issue.Message, string.Create(CultureInfo.InvariantCulture, $"profiles[{place}]:{issue.Line ?? 1}")));

    private static IEnumerable<Issue> Check(PartnerPort port)
    {
        if (port.Port is < 1 or > 65535)
            yield return Issue.Error(IssueTypes.Value, "PARTNER-PORT", "A port is a number from 1 to 65535.", "receive.port");
        if (port.Certificates.Any(thumbprint => !Thumbprint().IsMatch(thumbprint)))
            yield return Issue.Error(IssueTypes.Value, "PARTNER-CERTIFICATE", "A certificate is named by its SHA-256 thumbprint, 64 hexadecimal digits.", "receive.certificates");
        if (port.Certificates.Count > 0 && !port.IsSecure)
            yield return Issue.Error(IssueTypes.Value, "PARTNER-CERTIFICATE-TLS", "Certificates need TLS.", "receive.isSecure");
        if (port.Addresses.Any(address => !IPNetwork.TryParse(address, out _) && !IPAddress.TryParse(address, out _)))
            yield return Issue.Error(IssueTypes.Value, "PARTNER-ADDRESS", "It is an address or a network, such as 192.0.2.0/24.", "receive.addresses");
        // Without either, whoever reaches the port could write into charts.
        if (port.Certificates.Count == 0 && port.Addresses.Count == 0)
            yield return Issue.Error(IssueTypes.BusinessRule, "PARTNER-ANYBODY", "Say which certificate the partner shows, or which addresses it connects from.", "receive");
    }

    private static IEnumerable<Issue> Apart(Partner partner, PartnerPort port, IEnumerable<Partner> others)
    {
        foreach (var other in others.Where(other => other.Id != partner.Id && other.Receive?.Port == port.Port))
        {
            if (other.Analyser is null != partner.Analyser is null)
                yield return Issue.Error(IssueTypes.BusinessRule, "PARTNER-PORT-PROTOCOL", $"Partner {other.Id} has this port; an instrument and a partner of HL7 v2 cannot share one.", "receive.port");
            else if (other.Receive!.IsSecure != port.IsSecure || other.Receive.Certificates.Count > 0 != port.Certificates.Count > 0)
                yield return Issue.Error(IssueTypes.BusinessRule, "PARTNER-PORT-KIND", $"Partner {other.Id} has this port with other security; a port is one or the other.", "receive.port");
            else if (!AreApartByCertificate(port, other.Receive) && !AreApartBySender(partner, other))
                yield return Issue.Error(IssueTypes.BusinessRule, "PARTNER-ALIKE", $"On this port it cannot be told from partner {other.Id}: give both their own certificates or senders.", "senders");
        }
    }

    private static bool AreApartByCertificate(PartnerPort one, PartnerPort other) =>
        one.Certificates.Count > 0 && other.Certificates.Count > 0 && !one.Certificates.Intersect(other.Certificates, StringComparer.OrdinalIgnoreCase).Any();

    private static bool AreApartBySender(Partner one, Partner other) =>
        one.Senders.Count > 0 && other.Senders.Count > 0 && !one.Senders.Any(mine => other.Senders.Any(theirs => Overlap(mine.Application, theirs.Application) && Overlap(mine.Facility, theirs.Facility)));

    private static bool Overlap(string one, string other) => one.Length == 0 || other.Length == 0 || one == other;

    private static bool IsUri(string text) => text.Length <= 500 && Uri.TryCreate(text, UriKind.Absolute, out _) && !text.Any(char.IsWhiteSpace);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex IdForm();

    [GeneratedRegex(@"^[A-Z0-9]{3}(\^[A-Z0-9]{3})?\z")]
    internal static partial Regex MessageForm();

    [GeneratedRegex(@"^[0-9A-Fa-f]{64}\z")]
    internal static partial Regex Thumbprint();
}
