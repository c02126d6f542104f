using System.Security.Cryptography;
using Carewright.Astm.Records;
using Carewright.Interfaces.Partners;
using Carewright.Kernel;
using Carewright.Mapping.Analysers;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Analysers;

/// <summary>Kinds of instruments' messages, and by what they are told apart.</summary>
internal static class AnalyserMessages
{
    /// <summary>A query for orders.</summary>
    internal const string Query = "ASTM^Q";

    /// <summary>Results of controls, which are no patient's.</summary>
    internal const string Control = "ASTM^QC";

    /// <summary>Neither results nor a query.</summary>
    internal const string Other = "ASTM^H";

    /// <summary>The media type of LIS2-A2.</summary>
    internal const string MediaType = "x-application/lis2-a2";

    private const int DigestLetters = 20;

    /// <summary>Whether a message puts something into the record.</summary>
    internal static bool IsForRecord(string type) => type is not (Query or Control or Other);

    /// <summary>H-3, or a digest of the message where the instrument numbers none.</summary>
    internal static string ControlOf(AstmMessage message) => message.Header.ControlId is { Length: > 0 and <= 100 } id ? id : Convert.ToHexStringLower(SHA256.HashData(message.Bytes.Span))[..DigestLetters];

    /// <summary>A digest of what it says. Without the header: its time may be that of the sending.</summary>
    internal static byte[] DigestOf(AstmMessage message)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in message.Records().Skip(1))
        {
            digest.AppendData(record.Raw);
            digest.AppendData("\r"u8);
        }
        return digest.GetHashAndReset();
    }

    /// <summary>What a person's correction of a dead message becomes; it is never a duplicate of what it stands in for.</summary>
    internal static (MessageDraft? Draft, IReadOnlyList<Issue> Issues) Mend(ReadyPartner partner, LoggedMessage dead, string text, DateTimeOffset now, Func<string, IReadOnlyList<string>> patientsOf)
    {
        var encoding = partner.Charset == AstmCharset.Utf8 ? System.Text.Encoding.UTF8 : System.Text.Encoding.Latin1;
        var (message, fault) = partner.ReadAstm(encoding.GetBytes(text.ReplaceLineEndings("\r")));
        if (message is null)
            return (null, [fault!]);
        if (partner.Map(message, now, null) is { IsSound: false } mapped)
            return (null, [.. mapped.Issues.Where(issue => issue.IsError)]);
        var draft = new MessageDraft(dead.Partner, ControlOf(message), AstmToFhir.Results, message.Bytes) { Id = Guid.CreateVersion7(now), Replaces = dead.Id, Patients = patientsOf(SpecimenParts.NumbersIn(message)[0]) };
        return (draft, []);
    }
}
