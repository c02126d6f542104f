namespace Carewright.Audit;

/// <summary>A report for people, to be signed.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Head">What it covers, line by line.</param>
/// <param name="Rows">Its entries; a long one is broken into lines.</param>
public sealed record SignedReport(string Title, IReadOnlyList<string> Head, IReadOnlyList<string> Rows);

/// <summary>Makes signed documents: what one module can do for others, which do not know it.</summary>
public interface ISignedReports
{
    /// <summary>The report as a PDF with a signature over all of it (PAdES B-B), by the key that signs the audit chain's checkpoints. Puts nothing on record: whoever asks for it has.</summary>
    byte[] Make(SignedReport report);
}
