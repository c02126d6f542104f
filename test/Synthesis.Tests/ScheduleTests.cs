using System.Text.Json;

namespace Carewright.Synthesis.Tests;

public sealed class ScheduleTests(ClinicFixture clinic)
{
    private static readonly DateOnly Today = ClinicFixture.Plan.Today;

    [Fact]
    public void Every_site_is_busy_today_with_every_status()
    {
        foreach (var site in clinic.Of("Location").Select(location => $"Location/{location.Text("id")}"))
        {
            var statuses = clinic.Of("Appointment")
                .Where(appointment => appointment.Day("start") == Today && appointment.GetProperty("participant")[2].Reference("actor") == site)
                .Select(appointment => appointment.Text("status")).ToList();
            Assert.True(statuses.Count >= 20, $"{statuses.Count} appointments");
            Assert.Empty(new[] { "arrived", "booked", "checked-in", "fulfilled", "noshow" }.Except(statuses));
        }
    }

    [Fact]
    public void The_next_two_weeks_have_appointments_and_the_past_ones_are_over()
    {
        var days = clinic.Of("Appointment").Where(appointment => appointment.Day("start") > Today).Select(appointment => appointment.Day("start")).ToList();
        Assert.True(days.Distinct().Count() >= 8);
        Assert.True(days.Max() <= Today.AddDays(14));
        Assert.All(clinic.Of("Appointment").Where(appointment => appointment.Day("start") < Today), appointment => Assert.Contains(appointment.Text("status"), new[] { "fulfilled", "noshow" }));
        Assert.All(clinic.Of("Appointment").Where(appointment => appointment.Day("start") > Today), appointment => Assert.Equal("booked", appointment.Text("status")));
    }

    [Fact]
    public void No_slot_is_booked_twice_and_a_slot_is_busy_when_it_is_booked()
    {
        var booked = clinic.Of("Appointment").Where(appointment => appointment.TryGetProperty("slot", out _)).ToList();
        var slots = booked.Select(appointment => appointment.GetProperty("slot")[0].Text("reference")).ToList();
        Assert.Equal(slots.Count, slots.Distinct().Count());
        var busy = clinic.Of("Slot").Where(slot => slot.Text("status") == "busy").Select(slot => $"Slot/{slot.Text("id")}");
        Assert.Equal(slots.Order(), busy.Order());
        foreach (var appointment in booked)
        {
            var slot = clinic.ByReference[appointment.GetProperty("slot")[0].Text("reference")];
            Assert.Equal(slot.Text("start"), appointment.Text("start"));
            var schedule = clinic.ByReference[slot.Reference("schedule")];
            Assert.Equal(schedule.GetProperty("actor")[0].Text("reference"), appointment.GetProperty("participant")[1].Reference("actor"));
        }
    }

    [Fact]
    public void The_dead_have_no_appointments()
    {
        foreach (var appointment in clinic.Of("Appointment").Where(appointment => appointment.Day("start") >= Today))
            Assert.False(clinic.Patient(appointment).TryGetProperty("deceasedDateTime", out _));
    }

    [Fact]
    public void An_appointment_says_nothing_of_the_diagnosis()
    {
        foreach (var appointment in clinic.Of("Appointment"))
        {
            Assert.False(appointment.TryGetProperty("reasonCode", out _) || appointment.TryGetProperty("reasonReference", out _));
        }
    }

    [Fact]
    public void A_visit_of_today_belongs_to_a_kept_appointment()
    {
        foreach (var encounter in clinic.Of("Encounter").Where(encounter => Start(encounter) == Today))
        {
            var appointment = clinic.ByReference[encounter.GetProperty("appointment")[0].Text("reference")];
            Assert.Equal("fulfilled", appointment.Text("status"));
            Assert.Equal(appointment.Text("start"), encounter.GetProperty("period").Text("start"));
        }
    }

    [Theory]
    [InlineData(2026, 3, 7)]
    [InlineData(2026, 3, 8)]
    [InlineData(2026, 12, 25)]
    public void Today_is_open_whatever_day_it_is(int year, int month, int day)
    {
        var plan = new ClinicPlan(60, 3, new DateOnly(year, month, day));
        var today = ClinicGenerator.Generate(plan).Where(resource => resource.ResourceType == "Appointment").Count(resource =>
        {
            using var document = JsonDocument.Parse(resource.Json);
            return document.RootElement.Day("start") == plan.Today;
        });
        Assert.True(today >= 20, $"{today} appointments");
    }

    private static DateOnly Start(JsonElement encounter) => Read.ParseDay(encounter.GetProperty("period").Text("start"));
}
