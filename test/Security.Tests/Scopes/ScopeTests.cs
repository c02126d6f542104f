namespace Carewright.Security.Tests.Scopes;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("patient/Observation.read", ScopeSubject.Patient, "Observation", ScopeLetters.Read | ScopeLetters.Search)]
    [InlineData("user/*.write", ScopeSubject.User, "*", ScopeLetters.Create | ScopeLetters.Update | ScopeLetters.Delete)]
    [InlineData("system/*.*", ScopeSubject.System, "*", ScopeLetters.All)]
    [InlineData("patient/Patient.rs", ScopeSubject.Patient, "Patient", ScopeLetters.Read | ScopeLetters.Search)]
    [InlineData("user/Condition.cud", ScopeSubject.User, "Condition", ScopeLetters.Create | ScopeLetters.Update | ScopeLetters.Delete)]
    [InlineData("user/Condition.s", ScopeSubject.User, "Condition", ScopeLetters.Search)]
    public void Both_syntaxes_are_read(string text, ScopeSubject subject, string type, ScopeLetters letters)
    {
        var scope = Assert.Single(ScopeParser.Parse(text).Fhir);
        Assert.Equal((subject, type, letters, text), (scope.Subject, scope.ResourceType, scope.Letters, scope.Text));
        Assert.Equal(text, ScopeParser.Parse(text).ToString());
    }

    [Theory]
    [InlineData("patient/Nonsense.rs")]
    [InlineData("patient/DomainResource.rs")]
    [InlineData("patient/Observation.sr")]
    [InlineData("patient/Observation.rr")]
    [InlineData("patient/Observation.")]
    [InlineData("patient/Observation.rx")]
    [InlineData("Patient/Observation.rs")]
    [InlineData("everyone/Observation.rs")]
    [InlineData("patient/Observation.rs?nonsense=1")]
    [InlineData("patient/Observation.rs?")]
    [InlineData("patient/*.rs?category=laboratory")]
    [InlineData("patient/Observation.rs?subject.name=an")]
    [InlineData("patient/Observation.rs?_has:Provenance:target:agent=x")]
    [InlineData("patient/Observation.rs?_id=1")]
    [InlineData("patient/Observation.rs?_count=1")]
    [InlineData("patient/Observation.rs?category=laboratory&_include=Observation:subject")]
    [InlineData("patient/Observation.rs?_filter=code%20eq%201")]
    [InlineData("openId")]
    public void What_is_not_known_or_cannot_be_decided_on_a_row_is_dropped_and_named(string text)
    {
        var scopes = ScopeParser.Parse("openid " + text);
        Assert.Empty(scopes.Fhir);
        Assert.Equal("openid", scopes.ToString());
        Assert.Single(scopes.Unknown);
    }

    [Theory]
    [InlineData("user/*.cruds", "user/Patient.rs", true)]
    [InlineData("user/Patient.rs", "user/Patient.r", true)]
    [InlineData("user/Patient.rs", "user/Patient.cruds", false)]
    [InlineData("user/Patient.rs", "user/*.rs", false)]
    [InlineData("user/Patient.rs", "patient/Patient.rs", false)]
    [InlineData("patient/*.rs", "user/Patient.rs", false)]
    [InlineData("patient/Observation.rs", "patient/Observation.rs?category=laboratory", true)]
    [InlineData("patient/Observation.rs?category=laboratory", "patient/Observation.rs", false)]
    [InlineData("patient/Observation.rs?category=laboratory", "patient/Observation.rs?category=vital-signs", false)]
    [InlineData("patient/*.read", "patient/Observation.rs", true)]
    public void A_scope_may_be_narrowed_and_never_widened(string allowed, string asked, bool isGiven) =>
        Assert.Equal(isGiven, ScopeParser.Parse(allowed).Includes(ScopeParser.Parse(asked)));

    [Fact]
    public void A_limit_leaves_only_what_some_scope_opens()
    {
        var policy = PolicyLibrary.Embedded;
        var doctor = Actors.Typical(Roles.Physician) with { Limit = new AccessLimit(ScopeParser.Parse("patient/Observation.rs?category=laboratory user/Condition.r launch"), "Patient/p1") };
        Assert.False(policy.Decide(doctor, AccessInteraction.Create, "Observation").IsAllowed);
        Assert.False(policy.Decide(doctor, AccessInteraction.Search, "Condition").IsAllowed);
        Assert.False(policy.Decide(doctor, AccessInteraction.Read, "Patient").IsAllowed);
        Assert.Null(Assert.Single(policy.Decide(doctor, AccessInteraction.Read, "Condition").Grants).Filter);
        var grant = Assert.Single(policy.Decide(doctor, AccessInteraction.Search, "Observation").Grants);
        Assert.Equal(("category=laboratory", "Patient/p1"), (grant.Filter, grant.CompartmentPatient));
        Assert.Same(policy.Decide(doctor, AccessInteraction.Search, "Observation"), policy.Decide(doctor, AccessInteraction.Search, "Observation"));
        Assert.Null(Assert.Single(policy.Decide(Actors.Typical(Roles.Physician), AccessInteraction.Search, "Observation").Grants).Filter);
    }

    [Fact]
    public void Another_patient_s_launch_leaves_a_patient_nothing()
    {
        var actor = Actors.Typical(Roles.Patient);
        foreach (var (launched, isAllowed) in new[] { ("Patient/p1", true), ("Patient/p2", false), (null, false) })
        {
            var limited = actor with { Limit = new AccessLimit(ScopeParser.Parse("patient/*.cruds"), launched) };
            Assert.Equal(isAllowed, PolicyLibrary.Embedded.Decide(limited, AccessInteraction.Read, "Observation").IsAllowed);
        }
    }

    [Fact]
    public void No_scope_opens_operations_or_subscriptions_but_system_scopes_open_exports()
    {
        var policy = PolicyLibrary.Embedded;
        var machine = Actors.Typical(Roles.SystemInterface) with { Limit = new AccessLimit(ScopeParser.Parse("system/*.cruds"), null) };
        var boss = Actors.Typical(Roles.Administrator) with { Limit = new AccessLimit(ScopeParser.Parse("user/*.cruds"), null) };
        Assert.True(policy.MayOperate(machine, "export"));
        Assert.False(policy.MayOperate(machine with { Limit = new AccessLimit(ScopeParser.Parse("user/*.cruds"), null) }, "export"));
        Assert.All(new[] { "import", "merge", "delete-many" }, operation => Assert.False(policy.MayOperate(machine, operation)));
        Assert.False(policy.MayOperate(boss, "users"));
        Assert.All(Enum.GetValues<AccessInteraction>(), interaction => Assert.False(policy.Decide(machine, interaction, "Subscription").IsAllowed));
    }

    [Theory]
    [InlineData("Device", "patient=Patient/p1", null)]
    [InlineData("Patient", null, "Patient/p1")]
    [InlineData("Organization", null, null)]
    public void A_patient_scope_reaches_what_names_the_patient_and_what_is_about_nobody(string type, string? filter, string? compartment)
    {
        var machine = Actors.Typical(Roles.SystemInterface) with { Limit = new AccessLimit(ScopeParser.Parse("patient/*.cruds"), "Patient/p1") };
        var grant = Assert.Single(PolicyLibrary.Embedded.Decide(machine, AccessInteraction.Search, type).Grants);
        Assert.Equal((filter, compartment), (grant.Filter, grant.CompartmentPatient));
        Assert.Equal(type != "Organization", PolicyLibrary.Embedded.Decide(machine, AccessInteraction.Update, type).IsAllowed);
    }
}
