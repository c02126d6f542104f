using Carewright.Kernel;

namespace Carewright.Gateway.Attaching;

/// <summary>What can be wrong with a file.</summary>
internal static class FileIssues
{
    /// <summary>The scanner found something: on record under an interaction of its own, which raises an alert.</summary>
    internal const string Infected = "FILE-INFECTED";

    /// <summary>Taken and marked, the scanner being away.</summary>
    internal const string NotScanned = "FILE-NOT-SCANNED";

    /// <summary>The interaction that an infected file is on record as.</summary>
    internal const string Interaction = "file-infected";

    internal static Issue TooLarge(long most, string place) => Error("FILE-TOO-LARGE", $"A file may have {most} bytes here.", place);

    internal static Issue Unreadable(string place) => Error("FILE-BASE64", "The data is not base64.", place);

    internal static Issue Program(string place) => Error("FILE-PROGRAM", "Programs and scripts are not taken.", place);

    internal static Issue OldOffice(string place) => Error("FILE-OLD-OFFICE", "Old Office files may carry macros; they are taken only where the clinic takes other kinds of files.", place);

    internal static Issue OtherKind(string place) => Error("FILE-KIND", "This kind of file is not taken here.", place);

    internal static Issue Mismatch(string place) => Error("FILE-MISMATCH", "The content is not of the kind that it is declared as.", place);

    internal static Issue ActivePage(string place) => Error("FILE-ACTIVE", "A page with script, frames or handlers is not taken.", place);

    internal static Issue DataAddress(string place) => Error("FILE-DATA-URL", "A file stands in data, not in a data: address.", place);

    internal static Issue ScannerAway(string place) => Error("FILE-SCANNER-AWAY", "The file cannot be scanned for malware now; send it again later.", place);

    internal static Issue IsInfected(string signature, string place) => Error(Infected, $"The scanner found '{Plain(signature)}'.", place);

    internal static Issue WithoutScan(string place) => Issue.Warning(IssueTypes.Incomplete, NotScanned, "The file was taken without having been scanned.", place);

    private static string Plain(string signature) => new([.. signature.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '/').Take(80)]);

    private static Issue Error(string code, string message, string place) => Issue.Error(IssueTypes.BusinessRule, code, message, place);
}
