package witan.ledger.command;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.OwnerCommand;
import witan.protocol.ledger.SignedCommand;

/** An owner with a coldkey, who keeps count of its nonces. */
public final class Purse {

  private final ColdkeyPair key;
  private final Domain domain = Chain.domain();
  private final AtomicLong nonce;

  public Purse(ColdkeyPair key) {
    this.key = key;
    this.nonce = new AtomicLong(account(key.coldkey()).nonce());
  }

  /** A new one, with some rao of the subnets' owner's. */
  public static Purse with(long rao) {
    Purse purse = new Purse(ColdkeyPair.generate());
    post(new Purse(Chain.OWNER).transfer(purse, rao)).statusCode(200);
    return purse;
  }

  public Coldkey coldkey() {
    return key.coldkey();
  }

  public long free() {
    return account(coldkey()).free().value();
  }

  public static AccountInfo account(Coldkey coldkey) {
    return Json.read(
        get("/accounts/" + coldkey).then().statusCode(200).extract().asString(), AccountInfo.class);
  }

  public long nextNonce() {
    return nonce.incrementAndGet();
  }

  public SignedCommand transfer(Purse to, long amount) {
    return sign(
        new Command.Transfer(
            UUID.randomUUID(), coldkey(), to.coldkey(), new Rao(amount), nextNonce()));
  }

  public SignedCommand stake(Hotkey validator, long amount) {
    return sign(
        new Command.Stake(
            UUID.randomUUID(), coldkey(), validator, 1, new Rao(amount), nextNonce()));
  }

  public SignedCommand unstake(Hotkey validator, long amount) {
    return sign(
        new Command.Unstake(
            UUID.randomUUID(), coldkey(), validator, 1, new Rao(amount), nextNonce()));
  }

  public SignedCommand move(Hotkey from, Hotkey to, long amount) {
    return sign(
        new Command.MoveStake(
            UUID.randomUUID(), coldkey(), from, to, 1, new Rao(amount), nextNonce()));
  }

  public SignedCommand register(HotkeyPair hotkey, int netuid) {
    return SignedCommand.sign(
        new Command.Register(
            UUID.randomUUID(),
            coldkey(),
            hotkey.hotkey(),
            netuid,
            new Rao(1_000_000_000),
            nextNonce()),
        domain,
        key,
        hotkey);
  }

  public SignedCommand sign(OwnerCommand command) {
    return SignedCommand.sign(command, domain, key);
  }

  public static ValidatableResponse post(SignedCommand command) {
    return post(Json.write(command));
  }

  public static ValidatableResponse post(String body) {
    return given().contentType("application/json").body(body).post("/commands").then();
  }
}
