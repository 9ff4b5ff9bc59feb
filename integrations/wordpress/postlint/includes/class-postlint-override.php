<?php
/**
 * Publishing against postlint's advice.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * An override lets one text through as one post. It is void as soon as the text changes, and it is logged: who, when,
 * which rules, and what seals the text, but not a word of the text itself.
 */
final class Postlint_Override {

	const CAPABILITY = 'postlint_override';
	const META       = '_postlint_override';
	const SHORTEST   = 10; // Characters of a reason.

	/**
	 * Who decides.
	 *
	 * @var Postlint_Gate
	 */
	private $gate;

	/**
	 * Overrides.
	 *
	 * @param Postlint_Gate $gate Who decides.
	 */
	public function __construct( Postlint_Gate $gate ) {
		$this->gate = $gate;
	}

	/**
	 * Hook in.
	 */
	public function register(): void {
		add_filter( 'user_has_cap', array( $this, 'capability' ), 10, 4 );
		add_action( 'admin_post_postlint_override', array( $this, 'from_form' ) );
	}

	/**
	 * Who may override: administrators, editors if they are let, and whoever was given the capability.
	 *
	 * @param bool[]   $has  What the user may do.
	 * @param string[] $caps What is asked for.
	 * @param array    $args Not used.
	 * @param WP_User  $user The user.
	 */
	public function capability( $has, $caps, $args, $user ) {
		if ( in_array( self::CAPABILITY, $caps, true ) ) {
			$roles = Postlint_Settings::get( 'editors' ) ? array( 'administrator', 'editor' ) : array( 'administrator' );
			if ( array_intersect( $roles, (array) $user->roles ) ) {
				$has[ self::CAPABILITY ] = true;
			}
		}
		return $has;
	}

	/**
	 * Whether the user may override for a post.
	 *
	 * @param int $post_id The post.
	 */
	public static function is_open_to_user( int $post_id ): bool {
		return current_user_can( self::CAPABILITY ) && current_user_can( 'edit_post', $post_id );
	}

	/**
	 * Whether an override lets this text through.
	 *
	 * @param int           $post_id The post.
	 * @param Postlint_Text $text    Its text.
	 */
	public static function covers( int $post_id, Postlint_Text $text ): bool {
		$seal = get_post_meta( $post_id, self::META, true );
		return is_string( $seal ) && '' !== $seal && hash_equals( $seal, $text->seal( $post_id ) );
	}

	/**
	 * An override is gone once its post has another text.
	 *
	 * @param int           $post_id The post.
	 * @param Postlint_Text $text    What it is going to say.
	 */
	public static function void_if_changed( int $post_id, Postlint_Text $text ): void {
		if ( $post_id && '' !== (string) get_post_meta( $post_id, self::META, true ) && ! self::covers( $post_id, $text ) ) {
			delete_post_meta( $post_id, self::META );
		}
	}

	/**
	 * Override for a text, with a reason that names nobody itself.
	 *
	 * @param int           $post_id The post.
	 * @param Postlint_Text $text    The text that is to be let through.
	 * @param string        $reason  Why.
	 * @return true|WP_Error
	 */
	public function grant( int $post_id, Postlint_Text $text, string $reason ) {
		$reason = trim( sanitize_text_field( $reason ) );
		if ( mb_strlen( $reason, 'UTF-8' ) < self::SHORTEST ) {
			return new WP_Error( 'postlint_reason', __( 'An override needs a reason, in a sentence.', 'postlint' ), array( 'status' => 400 ) );
		}
		$answer = $this->gate->ask( $text->html() );
		if ( ! $answer->answered ) {
			return new WP_Error( 'postlint_unanswered', $answer->summary(), array( 'status' => 503 ) );
		}
		if ( $answer->allowed ) {
			return new WP_Error( 'postlint_needless', __( 'Nothing holds this post back.', 'postlint' ), array( 'status' => 400 ) );
		}
		$said = $this->gate->ask( '<p>' . esc_html( $reason ) . '</p>' );
		if ( ! $said->allowed ) {
			return new WP_Error(
				'postlint_reason',
				__( 'The reason is kept in a log, and postlint objects to it or cannot read it: say it in English, without a patient or a case.', 'postlint' ),
				array( 'status' => 400 )
			);
		}
		$seal = $text->seal( $post_id );
		if ( ! self::log( $post_id, $seal, $answer, $reason ) ) {
			return new WP_Error( 'postlint_log', __( 'The override could not be logged, so there is none.', 'postlint' ), array( 'status' => 500 ) );
		}
		update_post_meta( $post_id, self::META, $seal );
		return true;
	}

	/**
	 * The form below the notice of the classic editor.
	 */
	public function from_form(): void {
		$post_id = absint( $_POST['post'] ?? 0 );
		check_admin_referer( 'postlint_override_' . $post_id );
		$post = get_post( $post_id );
		if ( ! $post || ! self::is_open_to_user( $post_id ) ) {
			wp_die( esc_html__( 'You may not override postlint for this post.', 'postlint' ), '', array( 'response' => 403 ) );
		}
		$text    = Postlint_Sources::text( Postlint_Held::wanted( $post ), $post_id );
		$granted = $this->grant( $post_id, $text, sanitize_text_field( wp_unslash( $_POST['reason'] ?? '' ) ) );
		if ( is_wp_error( $granted ) ) {
			wp_die( esc_html( $granted->get_error_message() ), '', array( 'response' => 400, 'back_link' => true ) );
		}
		wp_safe_redirect( add_query_arg( 'postlint_overridden', '1', get_edit_post_link( $post_id, 'url' ) ) );
		exit;
	}

	/**
	 * The last overrides.
	 *
	 * @param int $most How many.
	 * @return array[] post_id, user_id, at (GMT), rules, seal, reason.
	 */
	public static function last( int $most = 50 ): array {
		global $wpdb;
		// phpcs:ignore WordPress.DB -- a table of our own.
		return (array) $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM ' . self::table() . ' ORDER BY id DESC LIMIT %d', $most ), ARRAY_A );
	}

	/**
	 * The table of the log. It outlives posts, and the plugin.
	 */
	public static function make_table(): void {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		dbDelta(
			'CREATE TABLE ' . self::table() . " (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				post_id bigint(20) unsigned NOT NULL,
				user_id bigint(20) unsigned NOT NULL,
				at datetime NOT NULL,
				rules text NOT NULL,
				seal char(64) NOT NULL,
				reason text NOT NULL,
				PRIMARY KEY  (id),
				KEY post_id (post_id)
			) " . $wpdb->get_charset_collate() . ';'
		);
	}

	/**
	 * Write an override down.
	 *
	 * @param int             $post_id The post.
	 * @param string          $seal    Of its text.
	 * @param Postlint_Answer $answer  What postlint said.
	 * @param string          $reason  Why it is overridden.
	 */
	private static function log( int $post_id, string $seal, Postlint_Answer $answer, string $reason ): bool {
		global $wpdb;
		return (bool) $wpdb->insert( // phpcs:ignore WordPress.DB -- a table of our own.
			self::table(),
			array(
				'post_id' => $post_id,
				'user_id' => get_current_user_id(),
				'at'      => current_time( 'mysql', true ),
				'rules'   => implode( ' ', $answer->rules() ),
				'seal'    => $seal,
				'reason'  => $reason,
			)
		);
	}

	/**
	 * The name of the table.
	 */
	private static function table(): string {
		global $wpdb;
		return $wpdb->prefix . 'postlint_overrides';
	}
}
