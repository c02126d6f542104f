using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>A version of the policy: it never changes once it has a number.</summary>
/// <param name="Number">Its number; the policy's own <c>version</c>.</param>
/// <param name="At">When it was made, UTC.</param>
/// <param name="By">User name of whoever made it; empty for the one that ships.</param>
/// <param name="Reason">Why.</param>
/// <param name="Hash">SHA-256 of <paramref name="Json"/>, lower-case hexadecimal.</param>
/// <param name="Json">The policy, UTF-8.</param>
public sealed record PolicyVersion(int Number, DateTimeOffset At, string By, string Reason, string Hash, byte[] Json)
{
    /// <summary>The hash of a policy's bytes.</summary>
    public static string HashOf(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json));

    internal bool IsIntact => Hash == HashOf(Json);
}

/// <summary>A policy that somebody works on. It decides nothing.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="BasedOn">Number of the version that it began as.</param>
/// <param name="At">Last change, UTC.</param>
/// <param name="By">User name of whoever changed it last.</param>
/// <param name="Revision">Counts its changes, so that two editors do not overwrite each other unawares.</param>
/// <param name="Json">What it says now, UTF-8; it need not check.</param>
public sealed record PolicyDraft(string Id, string Name, int BasedOn, DateTimeOffset At, string By, int Revision, byte[] Json);

/// <summary>That a version came into force.</summary>
/// <param name="Order">1 for the first.</param>
/// <param name="Number">The version.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">User name of whoever activated it.</param>
/// <param name="Reason">Why.</param>
public sealed record PolicyActivation(int Order, int Number, DateTimeOffset At, string By, string Reason);

/// <summary>What came of a change of the shelf.</summary>
/// <typeparam name="T">What it makes.</typeparam>
/// <param name="Value">What was made; null when nothing was.</param>
/// <param name="Issues">What is wrong, each with its place.</param>
public sealed record PolicyOutcome<T>(T? Value, IReadOnlyList<Issue> Issues)
    where T : class;

[JsonSerializable(typeof(PolicyVersion))]
[JsonSerializable(typeof(PolicyDraft))]
[JsonSerializable(typeof(PolicyActivation))]
internal sealed partial class PolicyRecordsJson : JsonSerializerContext;
