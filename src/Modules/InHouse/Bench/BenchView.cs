using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Controls;
using Carewright.InHouse.Lots;

namespace Carewright.InHouse.Bench;

/// <summary>The in-house laboratory as a person may see it at a moment.</summary>
/// <param name="Tests">Tests that are offered.</param>
/// <param name="Items">Lots and instruments, old ones too.</param>
/// <param name="Runs">Runs of controls, oldest first.</param>
/// <param name="Actions">Corrective actions.</param>
internal sealed record BenchView(IReadOnlyList<InHouseTest> Tests, IReadOnlyList<Item> Items, IReadOnlyList<ControlRun> Runs, IReadOnlyList<CorrectiveAction> Actions)
{
    /// <summary>The test of a code, or null.</summary>
    internal InHouseTest? Test(string code) => Tests.FirstOrDefault(test => test.Code == code);

    /// <summary>The lot or instrument of a Device, when it is of that kind and for that test.</summary>
    internal Item? Item(string id, ItemKind kind, string test) => Items.FirstOrDefault(item => item.Id == id && item.Kind == kind && item.Test == test);

    /// <summary>Runs with a kit, oldest first.</summary>
    internal IReadOnlyList<ControlRun> RunsOf(string kit) => [.. Runs.Where(run => run.Kit == kit)];

    /// <summary>Corrective actions about a kit.</summary>
    internal IReadOnlyList<CorrectiveAction> ActionsOf(string kit) => [.. Actions.Where(action => action.Kit == kit)];

    /// <summary>Why patients may not be tested with a kit; empty: they may.</summary>
    internal IReadOnlyList<string> Standing(InHouseTest test, Item kit, TimeProvider clock) =>
        LotStanding.Of(test, kit, RunsOf(kit.Id), ActionsOf(kit.Id), clock.GetUtcNow(), DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
}
