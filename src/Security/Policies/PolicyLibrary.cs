namespace Carewright.Security;

/// <summary>The policy that ships with the program, which a clinic's own overrides (<see cref="PolicyShelf"/>).</summary>
public static class PolicyLibrary
{
    private static readonly Lazy<AccessPolicy> s_embedded = new(ReadEmbedded);
    private static readonly Lazy<PolicyVersion> s_shipped = new(ReadShipped);

    /// <summary>The policy that ships.</summary>
    public static AccessPolicy Embedded => s_embedded.Value;

    /// <summary>The policy that ships as a version; it has no author and no date.</summary>
    public static PolicyVersion Shipped => s_shipped.Value;

    /// <summary>The JSON of the policy that ships; a clinic starts from it.</summary>
    public static ReadOnlyMemory<byte> EmbeddedJson()
    {
        using var stream = typeof(PolicyLibrary).Assembly.GetManifestResourceStream("clinic.policy.json")
            ?? throw new InvalidOperationException("The embedded policy is missing from the assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>A policy that grants nothing to anybody but the means to put a policy right.</summary>
    internal static AccessPolicy Closed()
    {
        var administrator = new RoleGrants(new RolePolicy(Roles.Administrator, "No policy that was in force checks.", "HSYSADMIN", ["users", "policies"], ["users", "policies"]),
            new Dictionary<(string, AccessInteraction), IReadOnlyList<TypeGrant>>());
        return new AccessPolicy(new PolicyContent(0, "No policy that was in force checks; nothing is granted.", [], [], new LabellingPolicy([], []), [administrator]));
    }

    private static PolicyVersion ReadShipped()
    {
        var json = EmbeddedJson().ToArray();
        return new PolicyVersion(Embedded.Version, DateTimeOffset.UnixEpoch, "", Embedded.Explanation, PolicyVersion.HashOf(json), json);
    }

    private static AccessPolicy ReadEmbedded()
    {
        var outcome = AccessPolicy.Parse(EmbeddedJson());
        return outcome.Policy ?? throw new InvalidOperationException("The embedded policy does not check: " + string.Join("; ", outcome.Issues.Select(issue => $"{issue.Location}: {issue.Message}")));
    }
}
