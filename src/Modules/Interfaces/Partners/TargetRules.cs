using System.Globalization;
using Carewright.Gateway.Sending;
using Carewright.Kernel;
using Carewright.Mapping.Writing;

namespace Carewright.Interfaces.Partners;

/// <summary>What may be said of what is sent to a partner.</summary>
internal static class TargetRules
{
    private const int MostRoutes = 100;
    private const int MostMaps = 256 * 1024;

    /// <summary>Everything that is wrong with it.</summary>
    internal static IEnumerable<Issue> Check(PartnerTarget target) => Connection(target).Concat(target.Http is { } http ? HttpRules.Check(target, http) : []).Concat(Header(target)).Concat(Maps(target)).Concat(target.Routes.SelectMany(Route));

    private static IEnumerable<Issue> Connection(PartnerTarget target)
    {
        if (Uri.CheckHostName(target.Host) == UriHostNameType.Unknown)
            yield return Wrong("PARTNER-HOST", "A host is a name or an address.", "send.host");
        if (target.Port is < 1 or > 65535)
            yield return Wrong("PARTNER-PORT", "A port is a number from 1 to 65535.", "send.port");
        if (target.Certificates.Any(thumbprint => !PartnerRules.Thumbprint().IsMatch(thumbprint)))
            yield return Wrong("PARTNER-CERTIFICATE", "A certificate is named by its SHA-256 thumbprint, 64 hexadecimal digits.", "send.certificates");
        if (!target.IsSecure && (target.Certificates.Count > 0 || target.ShowsCertificate))
            yield return Wrong("PARTNER-CERTIFICATE-TLS", "Certificates need TLS.", "send.isSecure");
        if (target.AnswerSeconds is < 1 or > 600)
            yield return Wrong("PARTNER-ANSWER", "An acknowledgement may take 1 to 600 seconds.", "send.answerSeconds");
    }

    private static IEnumerable<Issue> Header(PartnerTarget target)
    {
        foreach (var (text, name) in new[] { (target.Application, "application"), (target.Facility, "facility"), (target.TheirApplication, "theirApplication"), (target.TheirFacility, "theirFacility") })
        {
            if (text.Length > 180 || text.Any(char.IsControl))
                yield return Wrong("PARTNER-NAMED", "It is at most 180 characters.", $"send.{name}");
        }
        if (target.ProcessingId is not ("P" or "T" or "D"))
            yield return Wrong("PARTNER-PROCESSING", "Processing ids are P, T and D.", "send.processingId");
        if (target.Version is not ("2.3" or "2.3.1" or "2.4" or "2.5" or "2.5.1" or "2.6" or "2.7" or "2.7.1" or "2.8"))
            yield return Wrong("PARTNER-VERSION", "Versions are 2.3 to 2.8.", "send.version");
        if (target.Purpose is not ("TREAT" or "HOPERAT" or "HPAYMT" or "PUBHLTH"))
            yield return Wrong("PARTNER-PURPOSE", "Purposes are TREAT, HOPERAT, HPAYMT and PUBHLTH.", "send.purpose");
    }

    private static IEnumerable<Issue> Maps(PartnerTarget target)
    {
        if (target.Maps.Length > MostMaps)
            return [Wrong("PARTNER-MAPS", "Maps have at most 256 KiB.", "send.maps")];
        return target.Maps.Length == 0 ? [] : FhirToV2.Base.With(target.Maps).Issues.Where(issue => issue.IsError).Select(issue => Issue.Error(issue.Type, issue.Code, issue.Message, $"send.maps:{issue.Location}"));
    }

    private static IEnumerable<Issue> Route(SendRoute route, int place)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"send.routes[{place}]");
        if (place >= MostRoutes)
            yield return Wrong("PARTNER-ROUTES", $"There are at most {MostRoutes} routes.", where);
        else if (!FhirToV2.Base.Messages.Contains(route.Message))
            yield return Wrong("PARTNER-ROUTE-MESSAGE", "There is no map that makes this message.", $"{where}.message");
        else if (SendTrigger.Compile(route.Condition).Fault is { } fault)
            yield return Issue.Error(fault.Type, fault.Code, fault.Message, where);
    }

    private static Issue Wrong(string code, string message, string location) => Issue.Error(IssueTypes.Value, code, message, location);
}
