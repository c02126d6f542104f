using Carewright.Fhir.Definitions;
using Carewright.Storage.Indexing.Catalogue;

namespace Carewright.Storage.Tests;

/// <summary>The steps that search parameters beyond those of R4 go through.</summary>
public sealed class CatalogueTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static SearchParameterDefinition Parameter(string expression, params string[] bases) =>
        new(new AddedSearchParameter("x", "http://example.org/x", "token", expression, bases.Length == 0 ? ["Patient"] : bases, [], []));

    private static bool None(string type) => false;

    private static CatalogueState Walk(CatalogueState state, string type, DateTimeOffset? at = null) =>
        state.Begin(type, 10, (at ?? s_now) - TimeSpan.FromSeconds(30)).Finish(type, None, at ?? s_now);

    [Fact]
    public void A_definition_is_whole_type_by_type()
    {
        var state = CatalogueState.Empty.Define([Parameter("Patient.gender | Person.gender", "Patient", "Person")], type => type == "Person", s_now);
        Assert.Null(state.InForce("Patient", "x"));
        Assert.NotNull(state.InForce("Person", "x"));
        Assert.True(state.NeedsPass("Patient", s_now));
        Assert.False(state.NeedsPass("Person", s_now));
        state = Walk(state, "Patient");
        Assert.NotNull(state.InForce("Patient", "x"));
        Assert.False(state.NeedsPass("Patient", s_now));
    }

    [Fact]
    public void What_is_defined_while_a_walk_goes_on_waits_for_the_next()
    {
        var state = CatalogueState.Empty.Define([Parameter("Patient.gender")], None, s_now).Begin("Patient", 10, s_now);
        state = state.Define([Parameter("Patient.active")], None, s_now).Finish("Patient", None, s_now);
        Assert.Null(state.InForce("Patient", "x"));
        Assert.True(state.NeedsPass("Patient", s_now));
        Assert.NotNull(Walk(state, "Patient").InForce("Patient", "x"));
    }

    [Fact]
    public void The_old_definition_answers_until_the_new_one_is_whole_and_is_kept_up_for_a_while()
    {
        var state = Walk(CatalogueState.Empty.Define([Parameter("Patient.gender")], None, s_now), "Patient");
        state = state.Define([Parameter("Patient.active")], None, s_now);
        Assert.Equal("Patient.gender", state.InForce("Patient", "x")!.Definition.Expression);
        Assert.Equal(2, state.Added("Patient").Count);
        state = Walk(state, "Patient");
        Assert.Equal("Patient.active", state.InForce("Patient", "x")!.Definition.Expression);
        Assert.Equal(2, state.Added("Patient").Count);
        Assert.False(state.NeedsPass("Patient", s_now - TimeSpan.FromSeconds(30)));
        Assert.True(state.NeedsPass("Patient", s_now));
        state = Walk(state, "Patient", s_now + TimeSpan.FromMinutes(1));
        Assert.Single(state.Added("Patient"));
        Assert.Single(state.Entries);
    }

    [Fact]
    public void What_is_gone_answers_nothing_from_that_moment()
    {
        var state = Walk(CatalogueState.Empty.Define([Parameter("Patient.gender")], None, s_now), "Patient").Define([], None, s_now);
        Assert.Null(state.InForce("Patient", "x"));
        Assert.Single(state.Added("Patient"));
        var again = state.Define([Parameter("Patient.gender")], None, s_now);
        Assert.Null(again.InForce("Patient", "x"));
        Assert.Equal([1, 2], again.Entries.Select(entry => entry.Generation));
    }

    [Fact]
    public void A_state_is_the_same_when_it_is_read_back()
    {
        var state = CatalogueState.Empty.Define([Parameter("Patient.gender | Person.gender", "Patient", "Person")], type => type == "Person", s_now).Begin("Patient", 10, s_now).Advance("Patient", 5, 6, 7);
        var bytes = CatalogueFile.Write(state);
        Assert.Equal(bytes, CatalogueFile.Write(CatalogueFile.Read(bytes)));
        Assert.Equal((5, 6, 7), CatalogueFile.Read(bytes).TypeOf("Patient").Pass is { } pass ? (pass.LastUpdated, pass.Sequence, pass.Done) : default);
    }
}
