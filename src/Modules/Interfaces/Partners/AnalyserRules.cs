using Carewright.Kernel;
using Carewright.Mapping.Analysers;

namespace Carewright.Interfaces.Partners;

/// <summary>What may be said of a partner that is an instrument.</summary>
internal static class AnalyserRules
{
    /// <summary>Everything that is wrong with it.</summary>
    internal static IEnumerable<Issue> Check(Partner partner, AnalyserLine line)
    {
        if (line.Host is null == partner.Receive is null)
            yield return Wrong("ANALYSER-LINE", "Say on which port the instrument connects, or where this server connects to it, and not both.", "analyser");
        if (line.Host is { } host && Uri.CheckHostName(host) == UriHostNameType.Unknown)
            yield return Wrong("PARTNER-HOST", "A host is a name or an address.", "analyser.host");
        if (line.Host is null ? line.Port != 0 : line.Port is < 1 or > 65535)
            yield return Wrong("PARTNER-PORT", "A port is a number from 1 to 65535.", "analyser.port");
        // Instruments have no TLS: a line that leaves the room goes through a tunnel.
        if (partner.Receive is { IsSecure: true })
            yield return Wrong("ANALYSER-TLS", "Instruments speak no TLS; name the addresses that it connects from.", "receive.isSecure");
        if (partner.Send is not null)
            yield return Wrong("ANALYSER-SENDS", "An instrument asks for its orders; nothing is sent to it by itself.", "send");
        if (partner.Maps.Length > 0 || partner.Profiles.Count > 0)
            yield return Wrong("ANALYSER-MAPS", "Maps and profiles are for HL7 v2; what an instrument's tests mean is said by codes.", "maps");
        if (partner.Codes.Any(code => code.Table is AnalyserCodes.Test or AnalyserCodes.Panel && !IsPlain(code.Code)))
            yield return Wrong("ANALYSER-CODES", "An instrument's code is at most 60 characters of ASCII.", "codes");
        if (partner.Messages.Count > 0)
            yield return Wrong("ANALYSER-MESSAGES", "An instrument sends results and queries; both are taken.", "messages");
    }

    private static bool IsPlain(string text) => text.Length <= 60 && text.All(letter => letter is >= ' ' and < (char)0x7F);

    private static Issue Wrong(string code, string message, string location) => Issue.Error(IssueTypes.BusinessRule, code, message, location);
}
